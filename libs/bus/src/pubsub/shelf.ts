import { Remembered } from './remembered.ts'

/** How the service is told what became of a message. */
export interface Settle {
  ack(): void
  nack(): void
}

export interface Held {
  /** Names the delivery that is wanted: the service may bring it several times. */
  readonly id: string
  readonly call: string
  readonly eventId: string
  readonly data: Uint8Array
  readonly attributes: Readonly<Record<string, string>>
  /** Every way in which it came: all of them are settled together. */
  readonly ways: Settle[]
  attempt: number
}

interface Queue {
  readonly held: Held[]
  state: 'ready' | 'running' | 'resting'
  timer?: NodeJS.Timeout
}

/** Enough to cover what comes again after an acknowledgment was lost, or an earlier one of the call was redelivered. */
const mostRemembered = 5_000

/**
 * What a consumer holds, by call. The service sends the later ones of a call before the first is acknowledged, and brings any of
 * them again; here each waits for those before it, and is worked on once.
 */
export class Shelf {
  readonly #queues = new Map<string, Queue>()
  readonly #held = new Map<string, Held>()
  readonly #done = new Remembered(mostRemembered)

  /** Puts it behind what its call has waiting. One that is held already, or was just done with, makes no second. */
  add(incoming: Omit<Held, 'ways'>, way: Settle): void {
    const { id } = incoming
    const same = this.#held.get(id)
    if (this.#done.has(id)) way.ack()
    else if (same !== undefined) same.ways.push(way)
    else this.#append({ ...incoming, ways: [way] })
  }

  #append(held: Held): void {
    const { id, call } = held
    const queue: Queue = this.#queues.get(call) ?? { held: [], state: 'ready' }
    this.#queues.set(call, queue)
    queue.held.push(held)
    this.#held.set(id, held)
  }

  /** The first of a call that nobody works on and that need not rest; it counts as running from now on. */
  next(): Held | undefined {
    for (const queue of this.#queues.values()) {
      if (queue.state !== 'ready') continue
      queue.state = 'running'
      return queue.held[0]
    }
    return undefined
  }

  done(held: Held): void {
    this.#done.add(held.id)
    const queue = this.#queues.get(held.call)
    queue?.held.shift()
    if (queue !== undefined) queue.state = 'ready'
    if (queue?.held.length === 0) this.#queues.delete(held.call)
    this.#held.delete(held.id)
    for (const way of held.ways) way.ack()
  }

  /** Keeps it and its call waiting for a while. */
  rest(held: Held, delayMs: number, then: () => void): void {
    const queue = this.#queues.get(held.call)
    if (queue === undefined) return
    held.attempt++
    queue.state = 'resting'
    queue.timer = setTimeout(() => {
      queue.state = 'ready'
      then()
    }, delayMs)
  }

  /** Hands back the call: the service brings all of it again, in order. */
  handBack(call: string): void {
    const queue = this.#queues.get(call)
    if (queue === undefined) return
    clearTimeout(queue.timer)
    this.#queues.delete(call)
    for (const held of queue.held) {
      this.#held.delete(held.id)
      for (const way of held.ways) way.nack()
    }
  }

  /** Hands back everything that nobody works on. */
  handBackIdle(): void {
    for (const [call, queue] of [...this.#queues]) {
      if (queue.state !== 'running') this.handBack(call)
      else this.#handBackBehind(queue)
    }
  }

  #handBackBehind(queue: Queue): void {
    for (const held of queue.held.splice(1)) {
      this.#held.delete(held.id)
      for (const way of held.ways) way.nack()
    }
  }
}
