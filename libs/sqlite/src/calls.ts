import type { Call, Reply, Request } from './protocol.ts'
import { fromWire, StoreOverloaded } from './store-error.ts'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** Calls on their way to the store's thread and back. What is called in one turn of the event loop goes there together. */
export class Calls {
  readonly #post: (request: Request) => void
  readonly #maxPending: number
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #unposted: Call[] = []
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
      this.#waiting.set(id, { resolve, reject })
      if (this.#unposted.length === 0) setImmediate(() => this.flush())
      this.#unposted.push({ id, method, args })
    })
  }

  /** Posts now what was called so far. */
  flush(): void {
    const calls = this.#unposted
    this.#unposted = []
    if (calls.length === 0) return
    try {
      this.#post({ kind: 'calls', calls })
    } catch (error) {
      this.#refuse(calls, error as Error)
    }
  }

  /** Something in one of them cannot be copied to another thread: that one is refused, and no other. */
  #refuse(calls: readonly Call[], error: Error): void {
    const [only, ...others] = calls
    if (only === undefined) return
    if (others.length === 0) {
      this.#waiting.get(only.id)?.reject(error)
      this.#waiting.delete(only.id)
      return
    }
    for (const call of calls) {
      this.#unposted = [call]
      this.flush()
    }
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
