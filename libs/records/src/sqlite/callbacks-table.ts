import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import type { Callback } from '../callbacks.ts'
import { momentColumn, toMs } from './columns.ts'

const rowSchema = z.object({
  callback_id: z.string(),
  call_id: z.string(),
  line_id: z.string(),
  caller: z.string().nullable(),
  name: z.string().nullable(),
  reason: z.string(),
  due_ms: momentColumn,
  created_ms: momentColumn,
  state: z.enum(['open', 'claimed', 'done', 'gave-up']),
  owner: z.string().nullable(),
})

function callback(row: unknown): Callback {
  const { callback_id, call_id, line_id, due_ms, created_ms, ...same } = rowSchema.parse(row)
  return { callbackId: callback_id, callId: call_id, lineId: line_id, dueAt: due_ms, createdAt: created_ms, ...same }
}

export class CallbacksTable {
  readonly #insert: StatementSync
  readonly #find: StatementSync
  readonly #open: StatementSync
  readonly #claim: StatementSync
  readonly #settle: StatementSync

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(
      `INSERT INTO records_callback (callback_id, call_id, line_id, caller, name, reason, due_ms, created_ms, state, owner)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    this.#find = db.prepare('SELECT * FROM records_callback WHERE callback_id = ?')
    this.#open = db.prepare(
      "SELECT * FROM records_callback WHERE state IN ('open', 'claimed') AND line_id = coalesce(?, line_id) ORDER BY due_ms, callback_id",
    )
    this.#claim = db.prepare(
      "UPDATE records_callback SET state = 'claimed', owner = ? WHERE callback_id = ? AND state = 'open'",
    )
    this.#settle = db.prepare(
      `UPDATE records_callback SET state = ?1, owner = CASE ?1 WHEN 'open' THEN NULL ELSE owner END
       WHERE callback_id = ?2 AND owner = ?3 AND state = 'claimed'`,
    )
  }

  add(added: Callback): boolean {
    const { callbackId, callId, lineId, caller, name, reason, state, owner } = added
    const [dueMs, createdMs] = [toMs(added.dueAt), toMs(added.createdAt)]
    return (
      this.#insert.run(callbackId, callId, lineId, caller, name, reason, dueMs, createdMs, state, owner).changes === 1
    )
  }

  find(callbackId: string): Callback | undefined {
    const row = this.#find.get(callbackId)
    return row === undefined ? undefined : callback(row)
  }

  open(lineId: string | null): Callback[] {
    return this.#open.all(lineId).map(callback)
  }

  claim(callbackId: string, owner: string): boolean {
    return this.#claim.run(owner, callbackId).changes === 1
  }

  settle(callbackId: string, owner: string, state: 'done' | 'gave-up' | 'open'): boolean {
    return this.#settle.run(state, callbackId, owner).changes === 1
  }
}
