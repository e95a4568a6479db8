import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { effectSchema, toolOutcomeSchema } from '@frontdesk/events'
import { z } from 'zod'
import type { Begun, Effect, Intent, Step, ToolOutcome } from '../ledger.ts'
import { fromMs, jsonColumn, momentColumn, toMs } from './columns.ts'

const intentRow = z.object({
  key: z.string(),
  call_id: z.string(),
  line_id: z.string(),
  tool: z.string(),
  started_ms: momentColumn,
  fence: z.int(),
  lease_ends_ms: z.int(),
  outcome: jsonColumn(toolOutcomeSchema).nullable(),
})
type IntentRow = z.infer<typeof intentRow>

const stepRow = z.object({ step: z.string(), effect: jsonColumn(effectSchema).nullable() })

/** Methods that write answer whether the fence still holds. */
export class LedgerTable {
  readonly #find: StatementSync
  readonly #ofCall: StatementSync
  readonly #insert: StatementSync
  readonly #take: StatementSync
  readonly #isHeld: StatementSync
  readonly #steps: StatementSync
  readonly #attempt: StatementSync
  readonly #note: StatementSync
  readonly #settle: StatementSync
  readonly #release: StatementSync

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT * FROM records_intent WHERE key = ?')
    this.#ofCall = db.prepare('SELECT * FROM records_intent WHERE call_id = ? ORDER BY number')
    this.#insert = db.prepare(
      `INSERT INTO records_intent (key, call_id, line_id, tool, started_ms, fence, lease_ends_ms) VALUES (?, ?, ?, ?, ?, 0, 0)
       ON CONFLICT DO NOTHING`,
    )
    this.#take = db.prepare(
      'UPDATE records_intent SET fence = fence + 1, lease_ends_ms = ? WHERE key = ? RETURNING fence',
    )
    this.#isHeld = db.prepare('SELECT 1 FROM records_intent WHERE key = ? AND fence = ? AND outcome IS NULL')
    this.#steps = db.prepare('SELECT step, effect FROM records_step WHERE key = ? ORDER BY number')
    this.#attempt = db.prepare('INSERT INTO records_step (key, step) VALUES (?, ?) ON CONFLICT DO NOTHING')
    this.#note = db.prepare(
      `INSERT INTO records_step (key, step, effect) VALUES (?, ?, ?)
       ON CONFLICT (key, step) DO UPDATE SET effect = excluded.effect WHERE effect IS NULL`,
    )
    this.#settle = db.prepare('UPDATE records_intent SET outcome = coalesce(outcome, ?) WHERE key = ? AND fence = ?')
    // The fence grows here too: whoever gave the intent back holds it no longer, even if nobody has taken it since.
    this.#release = db.prepare(
      'UPDATE records_intent SET fence = fence + 1, lease_ends_ms = ? WHERE key = ? AND fence = ? AND outcome IS NULL',
    )
  }

  begin(
    wish: { key: string; callId: string; lineId: string; tool: string },
    holder: { leaseMs: number; now: string },
  ): Begun {
    const nowMs = toMs(holder.now)
    this.#insert.run(wish.key, wish.callId, wish.lineId, wish.tool, nowMs)
    const row = intentRow.parse(this.#find.get(wish.key))
    if (row.outcome !== null) return { state: 'settled', intent: this.#intent(row), outcome: row.outcome }
    if (row.lease_ends_ms > nowMs) return { state: 'in-flight', leaseEndsAt: fromMs(row.lease_ends_ms) }
    const fence = Number(this.#take.get(nowMs + holder.leaseMs, wish.key)?.fence)
    return { state: 'held', fence, intent: this.#intent(row) }
  }

  attempt(key: string, fence: number, step: string): boolean {
    if (!this.#holds(key, fence)) return false
    this.#attempt.run(key, step)
    return true
  }

  note(key: string, fence: number, step: string, effect: Effect): boolean {
    if (!this.#holds(key, fence)) return false
    this.#note.run(key, step, JSON.stringify(effect))
    return true
  }

  settle(key: string, fence: number, outcome: ToolOutcome): boolean {
    return this.#settle.run(JSON.stringify(outcome), key, fence).changes === 1
  }

  release(key: string, fence: number, from: string): void {
    this.#release.run(toMs(from), key, fence)
  }

  ofCall(callId: string): Intent[] {
    return this.#ofCall.all(callId).map((row) => this.#intent(intentRow.parse(row)))
  }

  #holds(key: string, fence: number): boolean {
    return this.#isHeld.get(key, fence) !== undefined
  }

  #intent({ key, call_id, line_id, tool, started_ms, outcome }: IntentRow): Intent {
    const steps = this.#steps.all(key).map((row): Step => {
      const { step, effect } = stepRow.parse(row)
      return effect === null ? { step } : { step, effect }
    })
    const intent = { key, callId: call_id, lineId: line_id, tool, startedAt: started_ms, steps }
    return outcome === null ? intent : { ...intent, outcome }
  }
}
