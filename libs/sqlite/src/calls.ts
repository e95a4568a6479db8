import type { Reply, Request } from './protocol.ts'
import { fromWire, StoreOverloaded } from './store-error.ts'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** Calls on their way to the store's thread and back. */
export class Calls {
  readonly #post: (request: Request) => void
  readonly #maxPending: number
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #closed: Error | undefined

  constructor(post: (request: Request) => void, maxPending: number) {
    this.#post = post
    this.#maxPending = maxPending
  }

  make(method: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed)
    if (this.#waiting.size >= this.#maxPending) return Promise.reject(new StoreOverloaded(this.#waiting.size))
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      // Posted first: what cannot be copied throws here, and must not be left waiting.
      this.#post({ kind: 'call', id, method, args })
      this.#waiting.set(id, { resolve, reject })
    })
  }

  settle(replies: readonly Reply[]): void {
    for (const reply of replies) {
      const waiting = this.#waiting.get(reply.id)
      this.#waiting.delete(reply.id)
      if (reply.ok) waiting?.resolve(reply.value)
      else waiting?.reject(fromWire(reply.error))
    }
  }

  /** Refuses calls from now on; those that wait are rejected too, unless they may finish. */
  close(error: Error, pending: 'reject pending' | 'let pending finish' = 'reject pending'): 'was-open' | 'was-closed' {
    const was = this.#closed === undefined ? 'was-open' : 'was-closed'
    this.#closed ??= error
    if (pending === 'reject pending') {
      for (const waiting of this.#waiting.values()) waiting.reject(error)
      this.#waiting.clear()
    }
    return was
  }
}
