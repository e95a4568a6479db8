import type { DatabaseSync } from 'node:sqlite'
import type { StoreSchema } from '@frontdesk/sqlite'
import { canonical, type Filter, matches } from '../filter.ts'
import { migrations } from './bus-schema.ts'
import { statements } from './bus-statements.ts'

export interface NewSubscription {
  readonly name: string
  readonly topic: string
  readonly filter: Filter
  readonly expiresAfterMs: number | null
}

export interface Publication {
  readonly topic: string
  readonly eventId: string
  readonly call: string
  readonly wire: string
  readonly attributes: Filter
}

/** Names one try of one delivery: settling it later than another's claim changes nothing. */
export interface Claim {
  readonly seq: number
  readonly owner: string
  readonly attempt: number
}

export interface Claimed extends Claim {
  readonly eventId: string
  readonly wire: string
}

export type Settlement =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly dueMs: number }
  /** As though it had not been claimed: this try does not count. */
  | { readonly kind: 'hand-back' }
  | { readonly kind: 'dead'; readonly reason: string }

export interface DeadRow {
  readonly subscription: string
  readonly eventId: string
  readonly wire: string
  readonly attempts: number
  readonly reason: string
  readonly diedMs: number
}

export interface Purged {
  readonly deliveries: number
  readonly subscriptions: readonly string[]
  /** There is more to purge: a little at a time, so that publishing does not wait for it. */
  readonly more: boolean
}

const maxDeadLetters = 1_000
const maxPurged = 1_000

/** The bus in SQL, one call of a method one transaction; runs in the store's thread (see @frontdesk/sqlite). Times are epoch ms. */
export default class BusStore {
  static readonly schema: StoreSchema<BusStore> = { name: 'bus', migrations, reads: ['due', 'deadLetters'] }

  readonly #sql: ReturnType<typeof statements>

  constructor(db: DatabaseSync) {
    this.#sql = statements(db)
  }

  /** Makes it, or says that it is still wanted. Answers with what stands there already if that differs. */
  subscribe(wanted: NewSubscription, nowMs: number): { topic: string; filter: string } | null {
    const filter = canonical(wanted.filter)
    this.#sql.putSubscription.run(wanted.name, wanted.topic, filter, wanted.expiresAfterMs, nowMs)
    const found = this.#sql.subscription.get(wanted.name)
    const same = found?.topic === wanted.topic && found.filter === filter
    return same ? null : { topic: String(found?.topic), filter: String(found?.filter) }
  }

  /** Keeps the event for every subscription that wants it, once; answers with their names. */
  publish({ topic, eventId, call, wire, attributes }: Publication, nowMs: number): string[] {
    if (this.#sql.putPublished.run(topic, eventId, nowMs).changes === 0) return []
    const wanting = this.#sql.subscriptionsOf
      .all(topic)
      .filter((row) => matches(JSON.parse(String(row.filter)), attributes))
      .map((row) => String(row.name))
    for (const name of wanting) this.#sql.append.run({ subscription: name, call, eventId, wire, nowMs })
    return wanting
  }

  /** Which of the subscriptions have something to claim now: new, due again, or left by a consumer that died. */
  due(subscriptions: readonly string[], nowMs: number): string[] {
    return subscriptions.filter((name) => this.#sql.due.get(name, nowMs) !== undefined)
  }

  /** Takes what is due, at most one a call, but nothing that the consumer is `holding`. */
  claim(
    subscription: string,
    owner: string,
    holding: readonly number[],
    limit: number,
    nowMs: number,
    leaseMs: number,
  ): Claimed[] {
    const until = nowMs + leaseMs
    const rows = this.#sql.claim.all(owner, until, subscription, nowMs, JSON.stringify(holding), limit)
    return rows
      .map((row) => ({
        seq: Number(row.seq),
        owner,
        attempt: Number(row.attempts),
        eventId: String(row.event_id),
        wire: String(row.wire),
      }))
      .sort((a, b) => a.seq - b.seq)
  }

  /** Prolongs the leases. */
  renew(claims: readonly Claim[], nowMs: number, leaseMs: number): void {
    for (const { seq, owner, attempt } of claims) this.#sql.renew.run(nowMs + leaseMs, seq, owner, attempt)
  }

  /** False when the claim had been lost to another consumer: nothing was changed. */
  settle({ seq, owner, attempt }: Claim, settlement: Settlement, nowMs: number): boolean {
    const held = this.#sql.held.get(seq, owner, attempt)
    if (held === undefined) return false
    if (settlement.kind === 'retry') this.#sql.release.run(settlement.dueMs, 0, seq)
    else if (settlement.kind === 'hand-back') this.#sql.release.run(nowMs, 1, seq)
    else {
      if (settlement.kind === 'dead') this.#sql.bury.run(nowMs, settlement.reason, seq)
      else this.#sql.remove.run(seq)
      this.#sql.promote.run(nowMs, String(held.subscription), String(held.call))
    }
    return true
  }

  deadLetters(subscription: string | null): DeadRow[] {
    return this.#sql.dead.all(subscription, subscription, maxDeadLetters).map((row) => ({
      subscription: String(row.subscription),
      eventId: String(row.event_id),
      wire: String(row.wire),
      attempts: Number(row.attempts),
      reason: String(row.reason),
      diedMs: Number(row.died_ms),
    }))
  }

  /** Puts dead letters behind what their call has waiting, in their old order. */
  redrive(subscription: string, eventIds: readonly string[] | null, nowMs: number): number {
    const ids = eventIds === null ? null : JSON.stringify(eventIds)
    const rows = this.#sql.takeDead.all(subscription, ids, ids).sort((a, b) => Number(a.seq) - Number(b.seq))
    for (const row of rows) {
      const [call, eventId, wire] = [String(row.call), String(row.event_id), String(row.wire)]
      this.#sql.append.run({ subscription, call, eventId, wire, nowMs })
    }
    return rows.length
  }

  /** Forgets the oldest of what nobody has asked for in too long (I6). */
  purge(nowMs: number, keepIdsMs: number, keepDeliveriesMs: number): Purged {
    const ids = Number(this.#sql.purgeIds.run(nowMs - keepIdsMs, maxPurged).changes)
    const subscriptions = this.#sql.purgeSubscriptions.all(nowMs).map((row) => String(row.name))
    const deliveries = this.#sql.purgeDeliveries.all(nowMs - keepDeliveriesMs, maxPurged)
    for (const row of deliveries) {
      if (row.turn === 'next') this.#sql.promote.run(nowMs, String(row.subscription), String(row.call))
    }
    const more = Math.max(ids, deliveries.length) === maxPurged
    return { deliveries: deliveries.length, subscriptions, more }
  }
}
