import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import { type Callback, callbackStepSchema, type NewCallback, ringSchema, untouched } from '../callback.ts'
import { type CallbackChange, type Changed, changed } from '../callback-changes.ts'
import { mostOpenCallbacks, type OpenCallbacks } from '../callbacks.ts'
import { jsonColumn, momentColumn, toMs } from './columns.ts'

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
  ring: jsonColumn(ringSchema.nullable()),
  attempts: z.int(),
  reminded: z.int(),
  history: jsonColumn(z.array(callbackStepSchema)),
})

function callback(row: unknown): Callback {
  const { callback_id, call_id, line_id, due_ms, created_ms, ...same } = rowSchema.parse(row)
  return { callbackId: callback_id, callId: call_id, lineId: line_id, dueAt: due_ms, createdAt: created_ms, ...same }
}

export class CallbacksTable {
  readonly #insert: StatementSync
  readonly #find: StatementSync
  readonly #ofCall: StatementSync
  readonly #open: StatementSync
  readonly #update: StatementSync

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(
      `INSERT INTO records_callback (callback_id, call_id, line_id, caller, name, reason, due_ms, created_ms, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    this.#find = db.prepare('SELECT * FROM records_callback WHERE callback_id = ?')
    this.#ofCall = db.prepare('SELECT * FROM records_callback WHERE call_id = ? ORDER BY created_ms, callback_id')
    this.#open = db.prepare(
      `SELECT * FROM records_callback WHERE state IN ('open', 'claimed') AND (due_ms, callback_id) > (?1, ?2) AND due_ms < ?3
       AND (?4 IS NULL OR line_id IN (SELECT value FROM json_each(?4))) ORDER BY due_ms, callback_id LIMIT ?5`,
    )
    this.#update = db.prepare(
      `UPDATE records_callback SET state = ?, owner = ?, ring = ?, attempts = ?, reminded = ?, history = ?
       WHERE callback_id = ?`,
    )
  }

  add(added: NewCallback): boolean {
    const { callbackId, callId, lineId, caller, name, reason } = added
    const [dueMs, createdMs] = [toMs(added.dueAt), toMs(added.createdAt)]
    const { state } = untouched
    return this.#insert.run(callbackId, callId, lineId, caller, name, reason, dueMs, createdMs, state).changes === 1
  }

  find(callbackId: string): Callback | undefined {
    const row = this.#find.get(callbackId)
    return row === undefined ? undefined : callback(row)
  }

  ofCall(callId: string): Callback[] {
    return this.#ofCall.all(callId).map(callback)
  }

  open({ lineIds, dueBefore, after, limit = mostOpenCallbacks }: OpenCallbacks): Callback[] {
    const from: [number, string] = after === undefined ? [earliestMs, ''] : [toMs(after.dueAt), after.callbackId]
    const untilMs = dueBefore === undefined ? latestMs : toMs(dueBefore)
    return this.#open.all(...from, untilMs, lineIds === undefined ? null : JSON.stringify(lineIds), limit).map(callback)
  }

  change(callbackId: string, change: CallbackChange): Changed {
    const before = this.find(callbackId)
    if (before === undefined) return { ok: false, why: 'unknown' }
    const after = changed(before, change)
    if (typeof after === 'string') return { ok: false, why: after, callback: before }
    const { state, owner, ring, attempts, reminded, history } = after
    this.#update.run(state, owner, JSON.stringify(ring), attempts, reminded, JSON.stringify(history), callbackId)
    return { ok: true, callback: after }
  }
}

/** The ends of what a Date can tell. */
const latestMs = 8.64e15
const earliestMs = -latestMs
