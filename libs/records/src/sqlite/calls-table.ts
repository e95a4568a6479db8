import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { callEndReasons } from '@frontdesk/events'
import { z } from 'zod'
import type { CallEnd, LiveCall } from '../calls.ts'
import { momentColumn, toMs } from './columns.ts'

const rowSchema = z.object({
  call_id: z.string(),
  line_id: z.string(),
  call_sid: z.string(),
  caller: z.string().nullable(),
  called: z.string(),
  started_ms: momentColumn,
  gateway: z.string(),
  heartbeat_ms: momentColumn,
  recording: z.enum(['expected', 'none']),
  end_reason: z.enum(callEndReasons).nullable(),
  ended_ms: momentColumn.nullable(),
})

const countSchema = z.object({ open: z.int() })

function liveCall(row: unknown): LiveCall {
  const { call_id, line_id, call_sid, started_ms, heartbeat_ms, end_reason, ended_ms, ...same } = rowSchema.parse(row)
  const call = {
    callId: call_id,
    lineId: line_id,
    callSid: call_sid,
    startedAt: started_ms,
    heartbeatAt: heartbeat_ms,
    ...same,
  }
  return end_reason === null || ended_ms === null ? call : { ...call, end: { reason: end_reason, endedAt: ended_ms } }
}

/** Calls while they live and how they ended. Methods that write answer whether the call is known. */
export class CallsTable {
  readonly #insert: StatementSync
  readonly #find: StatementSync
  readonly #take: StatementSync
  readonly #beat: StatementSync
  readonly #adopt: StatementSync
  readonly #redeem: StatementSync
  readonly #recording: StatementSync
  readonly #end: StatementSync
  readonly #published: StatementSync
  readonly #orphans: StatementSync
  readonly #countOpen: StatementSync
  readonly #unpublished: StatementSync

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(
      `INSERT INTO records_call (call_id, line_id, call_sid, caller, called, started_ms, gateway, heartbeat_ms, recording, end_reason, ended_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    this.#find = db.prepare('SELECT * FROM records_call WHERE call_id = ?')
    // Clocks of two gateways differ: a heartbeat never goes back.
    this.#take = db.prepare(
      'UPDATE records_call SET gateway = ?, heartbeat_ms = max(heartbeat_ms, ?) WHERE call_id = ? AND end_reason IS NULL',
    )
    this.#beat = db.prepare(
      `UPDATE records_call SET heartbeat_ms = max(heartbeat_ms, ?)
       WHERE call_id = ? AND gateway = ? AND end_reason IS NULL`,
    )
    this.#adopt = db.prepare(
      `UPDATE records_call SET gateway = ?1, heartbeat_ms = max(heartbeat_ms, ?2)
       WHERE call_id = ?3 AND end_reason IS NULL AND (heartbeat_ms < ?4 OR gateway = ?1)`,
    )
    this.#redeem = db.prepare('INSERT INTO records_pass (call_id, pass) VALUES (?, ?) ON CONFLICT DO NOTHING')
    this.#recording = db.prepare('UPDATE records_call SET recording = ? WHERE call_id = ?')
    this.#end = db.prepare(
      'UPDATE records_call SET end_reason = ?, ended_ms = ? WHERE call_id = ? AND end_reason IS NULL',
    )
    this.#published = db.prepare('UPDATE records_call SET end_published = 1 WHERE call_id = ?')
    this.#orphans = db.prepare(
      'SELECT * FROM records_call WHERE end_reason IS NULL AND heartbeat_ms < ? ORDER BY heartbeat_ms, call_id',
    )
    this.#countOpen = db.prepare('SELECT COUNT(*) AS open FROM records_call WHERE end_reason IS NULL AND line_id = ?')
    this.#unpublished = db.prepare(
      'SELECT * FROM records_call WHERE end_reason IS NOT NULL AND end_published = 0 ORDER BY ended_ms, call_id',
    )
  }

  admit(call: LiveCall): boolean {
    const { callId, lineId, callSid, caller, called, gateway, recording, end } = call
    const [startedMs, heartbeatMs] = [toMs(call.startedAt), toMs(call.heartbeatAt)]
    const [reason, endedMs] = end === undefined ? [null, null] : [end.reason, toMs(end.endedAt)]
    const { changes } = this.#insert.run(
      ...[callId, lineId, callSid, caller, called, startedMs, gateway, heartbeatMs, recording, reason, endedMs],
    )
    return changes === 1
  }

  find(callId: string): LiveCall | undefined {
    const row = this.#find.get(callId)
    return row === undefined ? undefined : liveCall(row)
  }

  take(callId: string, gateway: string, at: string): boolean {
    return this.#take.run(gateway, toMs(at), callId).changes === 1 || this.#isKnown(callId)
  }

  beat(callIds: readonly string[], gateway: string, at: string): string[] {
    const atMs = toMs(at)
    return callIds.filter((callId) => this.#beat.run(atMs, callId, gateway).changes === 0)
  }

  adopt(callId: string, gateway: string, when: { readonly at: string; readonly before: string }): boolean {
    return this.#adopt.run(gateway, toMs(when.at), callId, toMs(when.before)).changes === 1
  }

  /** Undefined for a call that nobody knows. */
  redeem(callId: string, pass: string): boolean | undefined {
    return this.#isKnown(callId) ? this.#redeem.run(callId, pass).changes === 1 : undefined
  }

  expectRecording(callId: string, recording: LiveCall['recording']): boolean {
    return this.#recording.run(recording, callId).changes === 1
  }

  /** The end that the call has now: the first one. */
  end(callId: string, end: CallEnd): CallEnd | undefined {
    this.#end.run(end.reason, toMs(end.endedAt), callId)
    return this.find(callId)?.end
  }

  endPublished(callId: string): boolean {
    return this.#published.run(callId).changes === 1
  }

  orphans(before: string): LiveCall[] {
    return this.#orphans.all(toMs(before)).map(liveCall)
  }

  countOpen(lineId: string): number {
    return countSchema.parse(this.#countOpen.get(lineId)).open
  }

  endsToPublish(): LiveCall[] {
    return this.#unpublished.all().map(liveCall)
  }

  #isKnown(callId: string): boolean {
    return this.#find.get(callId) !== undefined
  }
}
