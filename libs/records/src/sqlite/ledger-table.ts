import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { effectSchema, toolOutcomeSchema } from '@frontdesk/events'
import { z } from 'zod'
import { type Begun, type Effect, type Intent, type Settlement, type Step, superseded, type Wish } from '../ledger.ts'
import { fromMs, jsonColumn, momentColumn, toMs } from './columns.ts'

const settlement = toolOutcomeSchema.transform((outcome, context): Settlement => {
  if (outcome.status !== 'unknown') return outcome
  context.addIssue({ code: 'custom', message: 'unknown is no end' })
  return z.NEVER
})

const intentRow = z.object({
  key: z.string(),
  wish: z.string(),
  state: z.enum(['started', 'unknown', 'succeeded', 'failed']),
  call_id: z.string(),
  line_id: z.string(),
  tool: z.string(),
  started_ms: momentColumn,
  fence: z.int(),
  lease_ends_ms: z.int(),
  outcome: jsonColumn(settlement).nullable(),
})
type IntentRow = z.infer<typeof intentRow>

const stepRow = z.object({ step: z.string(), effect: jsonColumn(effectSchema).nullable() })

/** Every statement is prepared once, by the name of what it does. */
const statementsOf = (db: DatabaseSync) =>
  ({
    find: db.prepare('SELECT * FROM records_intent WHERE key = ?'),
    ofCall: db.prepare('SELECT * FROM records_intent WHERE call_id = ? ORDER BY number'),
    rivals: db.prepare(`SELECT * FROM records_intent WHERE wish = ? AND key <> ? AND state <> 'failed'`),
    insert: db.prepare(
      `INSERT INTO records_intent (key, wish, state, call_id, line_id, tool, started_ms, fence, lease_ends_ms)
     VALUES (?, ?, 'started', ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING`,
    ),
    take: db.prepare('UPDATE records_intent SET fence = fence + 1, lease_ends_ms = ? WHERE key = ? RETURNING fence'),
    isHeld: db.prepare('SELECT 1 FROM records_intent WHERE key = ? AND fence = ? AND outcome IS NULL'),
    steps: db.prepare('SELECT step, effect FROM records_step WHERE key = ? ORDER BY number'),
    attempt: db.prepare('INSERT INTO records_step (key, step) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    retract: db.prepare('DELETE FROM records_step WHERE key = ? AND step = ? AND effect IS NULL'),
    note: db.prepare(
      `INSERT INTO records_step (key, step, effect) VALUES (?, ?, ?)
     ON CONFLICT (key, step) DO UPDATE SET effect = excluded.effect WHERE effect IS NULL`,
    ),
    setState: db.prepare(
      `UPDATE records_intent SET state = CASE
       WHEN EXISTS (SELECT 1 FROM records_step WHERE key = records_intent.key AND effect IS NULL) THEN 'unknown'
       ELSE 'started' END
     WHERE key = ?`,
    ),
    settle: db.prepare(
      `UPDATE records_intent SET outcome = coalesce(outcome, ?), state = CASE WHEN outcome IS NULL THEN ? ELSE state END
     WHERE key = ? AND fence = ?`,
    ),
    // The fence grows here too: whoever gave the intent back holds it no longer, even if nobody has taken it since.
    release: db.prepare(
      'UPDATE records_intent SET fence = fence + 1, lease_ends_ms = ? WHERE key = ? AND fence = ? AND outcome IS NULL',
    ),
    supersede: db.prepare(`UPDATE records_intent SET fence = fence + 1, outcome = ?, state = 'failed' WHERE key = ?`),
    old: db.prepare('SELECT key FROM records_intent WHERE started_ms < ? ORDER BY started_ms LIMIT ?'),
    dropSteps: db.prepare('DELETE FROM records_step WHERE key = ?'),
    drop: db.prepare('DELETE FROM records_intent WHERE key = ?'),
  }) satisfies Record<string, StatementSync>

/** Methods that write answer whether the fence still holds. */
export class LedgerTable {
  readonly #sql: ReturnType<typeof statementsOf>

  constructor(db: DatabaseSync) {
    this.#sql = statementsOf(db)
  }

  begin(wish: Wish, holder: { leaseMs: number; now: string }): Begun {
    const nowMs = toMs(holder.now)
    const known = intentRow.optional().parse(this.#sql.find.get(wish.key))
    if (known !== undefined && known.outcome !== null) {
      return { state: 'settled', intent: this.#intent(known), outcome: known.outcome }
    }
    const obstacle = this.#makeRoom(wish, nowMs)
    if (obstacle !== undefined) return obstacle
    const { key, callId, lineId, tool } = wish
    this.#sql.insert.run(key, wish.wish ?? key, callId, lineId, tool, nowMs)
    const row = intentRow.parse(this.#sql.find.get(key))
    if (row.lease_ends_ms > nowMs) return { state: 'in-flight', leaseEndsAt: fromMs(row.lease_ends_ms) }
    const fence = Number(this.#sql.take.get(nowMs + holder.leaseMs, key)?.fence)
    return { state: 'held', fence, intent: this.#intent(row) }
  }

  /** What keeps the wish from being begun with these arguments; one that nobody works on and that did nothing gives way. */
  #makeRoom({ key, wish = key }: Wish, nowMs: number): Begun | undefined {
    for (const found of this.#sql.rivals.all(wish, key)) {
      const rival = intentRow.parse(found)
      const standing = this.#intent(rival)
      const isFree = rival.outcome === null && rival.lease_ends_ms <= nowMs
      if (isFree && standing.steps.length === 0) this.#sql.supersede.run(JSON.stringify(superseded), rival.key)
      else if (rival.outcome !== null || isFree) return { state: 'mismatch', standing }
      else return { state: 'in-flight', leaseEndsAt: fromMs(rival.lease_ends_ms) }
    }
    return undefined
  }

  attempt(key: string, fence: number, step: string): boolean {
    return this.#whileHeld(key, fence, () => this.#sql.attempt.run(key, step))
  }

  retract(key: string, fence: number, step: string): boolean {
    return this.#whileHeld(key, fence, () => this.#sql.retract.run(key, step))
  }

  note(key: string, fence: number, step: string, effect: Effect): boolean {
    return this.#whileHeld(key, fence, () => this.#sql.note.run(key, step, JSON.stringify(effect)))
  }

  settle(key: string, fence: number, outcome: Settlement): boolean {
    return this.#sql.settle.run(JSON.stringify(outcome), outcome.status, key, fence).changes === 1
  }

  release(key: string, fence: number, from: string): void {
    this.#sql.release.run(toMs(from), key, fence)
  }

  ofCall(callId: string): Intent[] {
    return this.#sql.ofCall.all(callId).map((row) => this.#intent(intentRow.parse(row)))
  }

  purge(before: string, atMost: number): number {
    const old = this.#sql.old.all(toMs(before), atMost)
    for (const row of old) {
      const { key } = intentRow.pick({ key: true }).parse(row)
      this.#sql.dropSteps.run(key)
      this.#sql.drop.run(key)
    }
    return old.length
  }

  #whileHeld(key: string, fence: number, write: () => void): boolean {
    if (this.#sql.isHeld.get(key, fence) === undefined) return false
    write()
    this.#sql.setState.run(key)
    return true
  }

  #intent({ key, wish, state, call_id, line_id, tool, started_ms, outcome }: IntentRow): Intent {
    const steps = this.#sql.steps.all(key).map((row): Step => {
      const { step, effect } = stepRow.parse(row)
      return effect === null ? { step } : { step, effect }
    })
    const intent = { key, wish, state, callId: call_id, lineId: line_id, tool, startedAt: started_ms, steps }
    return outcome === null ? intent : { ...intent, outcome }
  }
}
