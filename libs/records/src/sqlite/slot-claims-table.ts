import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import type { Claimed, ClaimedTime } from '../slot-claims.ts'
import { momentColumn, toMs } from './columns.ts'

const row = z
  .object({
    holder: z.string(),
    calendar_id: z.string(),
    from_ms: momentColumn,
    to_ms: momentColumn,
    needs_from_ms: momentColumn,
    needs_to_ms: momentColumn,
  })
  .transform(({ holder, calendar_id, from_ms, to_ms, needs_from_ms, needs_to_ms }) => ({
    ...{ holder, calendarId: calendar_id },
    ...{ from: from_ms, to: to_ms, needsFrom: needs_from_ms, needsTo: needs_to_ms },
  }))

interface When {
  readonly now: string
  readonly until: string
}

/** A claim is a row for each of its times; all rows of a holder have one fence. */
export class SlotClaimsTable {
  readonly #forget: StatementSync
  readonly #inTheWay: StatementSync
  readonly #fence: StatementSync
  readonly #drop: StatementSync
  readonly #insert: StatementSync
  readonly #keep: StatementSync
  readonly #release: StatementSync
  readonly #within: StatementSync

  constructor(db: DatabaseSync) {
    this.#forget = db.prepare('DELETE FROM records_slot_claim WHERE until_ms <= ?')
    this.#inTheWay = db.prepare(
      `SELECT 1 FROM records_slot_claim WHERE calendar_id = ? AND holder <> ?
       AND ((from_ms < ? AND ? < to_ms) OR (needs_from_ms < ? AND ? < needs_to_ms)) LIMIT 1`,
    )
    // Kept apart from the claims: a fence grows for as long as anybody might come late with an old one.
    this.#fence = db.prepare(
      `INSERT INTO records_slot_fence (number, fence) VALUES (1, 1)
       ON CONFLICT DO UPDATE SET fence = fence + 1 RETURNING fence`,
    )
    this.#drop = db.prepare('DELETE FROM records_slot_claim WHERE holder = ?')
    this.#insert = db.prepare(
      `INSERT INTO records_slot_claim (holder, calendar_id, from_ms, to_ms, needs_from_ms, needs_to_ms, until_ms, fence)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#keep = db.prepare(
      'UPDATE records_slot_claim SET until_ms = max(until_ms, ?) WHERE holder = ? AND fence = ? AND until_ms > ?',
    )
    this.#release = db.prepare('DELETE FROM records_slot_claim WHERE holder = ? AND fence = ?')
    this.#within = db.prepare(
      `SELECT * FROM records_slot_claim
       WHERE calendar_id IN (SELECT value FROM json_each(?)) AND needs_from_ms < ? AND ? < needs_to_ms AND until_ms > ?
       ORDER BY from_ms, holder`,
    )
  }

  claim(holder: string, times: readonly ClaimedTime[], { now, until }: When): Claimed {
    this.#forget.run(toMs(now))
    const spans = times.map((time) => ({
      ...{ calendarId: time.calendarId, fromMs: toMs(time.from), toMs: toMs(time.to) },
      ...{ needsFromMs: toMs(time.needsFrom), needsToMs: toMs(time.needsTo) },
    }))
    for (const one of spans) {
      const inTheWay = this.#inTheWay.get(
        ...[one.calendarId, holder],
        ...[one.needsToMs, one.needsFromMs, one.toMs, one.fromMs],
      )
      if (inTheWay !== undefined) return { state: 'taken' }
    }
    const fence = Number(this.#fence.get()?.fence)
    this.#drop.run(holder)
    for (const one of spans) {
      const { calendarId, fromMs, toMs: endMs, needsFromMs, needsToMs } = one
      this.#insert.run(holder, calendarId, fromMs, endMs, needsFromMs, needsToMs, toMs(until), fence)
    }
    return { state: 'held', fence }
  }

  keep(holder: string, fence: number, { now, until }: When): boolean {
    return Number(this.#keep.run(toMs(until), holder, fence, toMs(now)).changes) > 0
  }

  release(holder: string, fence: number): void {
    this.#release.run(holder, fence)
  }

  within(calendarIds: readonly string[], span: { readonly from: string; readonly to: string }, now: string) {
    return this.#within
      .all(JSON.stringify(calendarIds), toMs(span.to), toMs(span.from), toMs(now))
      .map((found) => row.parse(found))
  }
}
