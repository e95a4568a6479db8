import { randomUUID } from 'node:crypto'
import { type Matches, parseFilter } from './filter.ts'
import { type Entry, givable, type Lease, type Line, newEntry, rewind, type Taker, trim } from './line.ts'
import type { Trouble } from './trouble.ts'
import type { Message, SubscriptionConfig } from './wire.ts'

export interface SubscriptionParts {
  readonly trouble: Trouble
  /** How long a second of deadlines and back-offs lasts. */
  readonly secondMs: number
  /** Takes what used up its deliveries; false when the topic is gone. */
  readonly bury: (entry: Entry, from: Subscription) => boolean
}

/** Unset, a message that was not acknowledged comes again at once; a push waits all the same. */
const pushBackoff = { minimumBackoff: 100, maximumBackoff: 60_000 }
const defaultAckDeadlineSeconds = 10
const defaultMaxAttempts = 5

/**
 * One subscription: what it holds, who has it, and until when. In order of publication per key, each key with one taker at
 * a time; what is not acknowledged in time comes again, with everything of its key behind it, acknowledged or not.
 */
export class Subscription implements Disposable {
  readonly config: SubscriptionConfig
  readonly matches: Matches
  readonly #parts: SubscriptionParts
  readonly #lines = new Map<string, Line>()
  readonly #leases = new Map<string, Lease>()
  readonly #takers = new Map<Taker, { messages: number; bytes: number }>()
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Immediate | undefined

  constructor(config: SubscriptionConfig, parts: SubscriptionParts) {
    this.config = config
    this.matches = parseFilter(config.filter)
    this.#parts = parts
  }

  get ackDeadlineSeconds(): number {
    return this.config.ackDeadlineSeconds || defaultAckDeadlineSeconds
  }

  add(message: Message): void {
    const key =
      this.config.enableMessageOrdering && message.orderingKey !== '' ? message.orderingKey : message.messageId
    const line = this.#lines.get(key) ?? { key, entries: [], taker: undefined, slow: undefined }
    this.#lines.set(key, line)
    line.entries.push(newEntry(message, performance.now() + this.#parts.trouble.holdBackMs()))
    this.#look()
  }

  /** Messages go to the taker as it has room, until it leaves. What it has then stays with it until acknowledged or too late. */
  join(taker: Taker): Disposable {
    this.#takers.set(taker, { messages: 0, bytes: 0 })
    this.#look()
    return { [Symbol.dispose]: () => this.#takers.delete(taker) }
  }

  /** An id that is unknown, or of a lease that ended, changes nothing: acknowledging is best effort. */
  acknowledge(ackIds: readonly string[]): void {
    for (const ackId of ackIds) {
      const lease = this.#leases.get(ackId)
      if (lease === undefined) continue
      const { entry, line } = lease
      this.#end(lease)
      entry.state = 'acked'
      const replayAfterMs = this.#parts.trouble.replayAfterMs()
      if (replayAfterMs !== undefined) entry.replayMs = performance.now() + replayAfterMs
      this.#trim(line)
    }
    this.#look()
  }

  /** 0 is a nack. */
  modifyDeadline(ackIds: readonly string[], seconds: number): void {
    for (const ackId of ackIds) {
      const lease = this.#leases.get(ackId)
      if (lease === undefined) continue
      if (seconds === 0) this.#comeAgain(lease)
      else lease.untilMs = performance.now() + seconds * this.#parts.secondMs
    }
    this.#look()
  }

  /** So many messages it still has for somebody. */
  get backlog(): number {
    return [...this.#lines.values()].flatMap(({ entries }) => entries.filter(({ state }) => state !== 'acked')).length
  }

  #look(): void {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined
      this.#tick()
    })
  }

  #tick(): void {
    const nowMs = performance.now()
    for (const lease of [...this.#leases.values()]) {
      // An earlier one of its key may have ended it in this very loop.
      if (lease.untilMs > nowMs || !this.#leases.has(lease.ackId)) continue
      this.#parts.trouble.met.expired++
      this.#comeAgain(lease)
      lease.line.slow = lease.taker
    }
    let nextMs = Number.POSITIVE_INFINITY
    for (const line of [...this.#lines.values()]) {
      this.#replay(line, nowMs)
      nextMs = Math.min(nextMs, this.#giveOut(line, nowMs), ...line.entries.map((e) => e.replayMs ?? nextMs))
    }
    for (const { untilMs } of this.#leases.values()) nextMs = Math.min(nextMs, untilMs)
    clearTimeout(this.#timer)
    if (nextMs < Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#tick(), Math.max(1, nextMs - nowMs))
  }

  #replay(line: Line, nowMs: number): void {
    const from = line.entries.findIndex(({ replayMs }) => replayMs !== undefined && replayMs <= nowMs)
    if (from !== -1) for (const lease of rewind(line, from)) this.#end(lease)
  }

  /** Gives out what can be; answers when to look at this line again. */
  #giveOut(line: Line, nowMs: number): number {
    const taker = this.#takerFor(line)
    const out = taker && this.#takers.get(taker)
    if (taker === undefined || out === undefined) return Number.POSITIVE_INFINITY
    const { entries, atMs } = givable(line, taker.oneOfAKey, taker.room(out), nowMs)
    if (entries.length > 0) {
      line.taker = taker
      line.slow = undefined
      taker.give(entries.map((entry) => this.#lend(line, entry, taker, nowMs)))
    }
    return atMs
  }

  #takerFor(line: Line): Taker | undefined {
    const hasRoom = (taker: Taker) => {
      const out = this.#takers.get(taker)
      return out !== undefined && taker.room(out) > 0
    }
    const holder = line.entries.find(({ lease }) => lease !== undefined)?.lease?.taker
    if (holder !== undefined) return hasRoom(holder) ? holder : undefined
    if (line.taker !== undefined && line.taker !== line.slow && hasRoom(line.taker)) return line.taker
    const free = [...this.#takers].filter(([taker]) => hasRoom(taker))
    const burden = ([taker, out]: (typeof free)[number]) => (taker === line.slow ? Infinity : out.messages)
    return free.sort((a, b) => burden(a) - burden(b))[0]?.[0]
  }

  #lend(line: Line, entry: Entry, taker: Taker, nowMs: number): Lease {
    const counts = this.config.deadLetterPolicy ? entry.failures + 1 : 0
    const untilMs = nowMs + taker.ackDeadlineSeconds * this.#parts.secondMs
    const lease: Lease = { ackId: randomUUID(), line, entry, taker, deliveryAttempt: counts, untilMs }
    entry.state = 'out'
    entry.lease = lease
    this.#leases.set(lease.ackId, lease)
    this.#count(lease, 1)
    return lease
  }

  #end(lease: Lease): void {
    if (!this.#leases.delete(lease.ackId)) return
    lease.entry.lease = undefined
    this.#count(lease, -1)
  }

  #count({ taker, entry }: Lease, by: 1 | -1): void {
    const out = this.#takers.get(taker)
    if (out === undefined) return
    out.messages += by
    out.bytes += by * entry.message.data.length
  }

  /** After a nack or a missed deadline. */
  #comeAgain(lease: Lease): void {
    const { entry, line } = lease
    this.#end(lease)
    entry.failures++
    if (this.#isBuried(entry)) {
      entry.state = 'acked'
      this.#trim(line)
      return
    }
    entry.dueMs = performance.now() + this.#backoffMs(entry.failures) + this.#parts.trouble.lateMs()
    for (const ended of rewind(line, line.entries.indexOf(entry))) this.#end(ended)
  }

  #isBuried(entry: Entry): boolean {
    const { deadLetterPolicy } = this.config
    if (!deadLetterPolicy || entry.failures < (deadLetterPolicy.maxDeliveryAttempts || defaultMaxAttempts)) return false
    return this.#parts.bury(entry, this)
  }

  #backoffMs(failures: number): number {
    const { retryPolicy, pushConfig } = this.config
    const policy = retryPolicy ?? (pushConfig?.pushEndpoint ? pushBackoff : undefined)
    if (policy === undefined) return 0
    const { minimumBackoff, maximumBackoff } = policy
    const ms = Math.min(maximumBackoff ?? 600_000, (minimumBackoff ?? 10_000) * 2 ** (failures - 1))
    return (ms * this.#parts.secondMs) / 1_000
  }

  #trim(line: Line): void {
    trim(line)
    if (line.entries.length === 0) this.#lines.delete(line.key)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#soon)
    this.#takers.clear()
    this.#lines.clear()
    this.#leases.clear()
  }
}
