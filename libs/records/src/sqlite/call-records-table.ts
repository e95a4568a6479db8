import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import { type CallRecord, type CallRecordPage, type CallRecordQuery, callRecordSchema } from '../call-record.ts'
import { jsonColumn, toMs } from './columns.ts'

const rowSchema = z.object({ call_id: z.string(), created_ms: z.int(), record: jsonColumn(callRecordSchema) })
type Row = z.infer<typeof rowSchema>

/** Where a page ended: the last record's place in the order, which never changes. */
const cursorSchema = z.tuple([z.int(), z.string()])
type Cursor = z.infer<typeof cursorSchema>

const writeCursor = ({ created_ms, call_id }: Row) =>
  Buffer.from(JSON.stringify([created_ms, call_id])).toString('base64url')

function readCursor(text: string): Cursor | undefined {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    return undefined
  }
}

/** Behind every record: where the first page begins. */
const newest: Cursor = [Number.MAX_SAFE_INTEGER, '']

export class CallRecordsTable {
  readonly #put: StatementSync
  readonly #find: StatementSync
  readonly #page: StatementSync
  readonly #pageOfLine: StatementSync
  readonly #unfinished: StatementSync

  constructor(db: DatabaseSync) {
    // `created_ms` stays what it was first: a record that moved while somebody pages would be seen twice, or never.
    this.#put = db.prepare(
      `INSERT INTO records_call_record (call_id, line_id, created_ms, state, record) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (call_id) DO UPDATE SET line_id = excluded.line_id, state = excluded.state, record = excluded.record`,
    )
    this.#find = db.prepare('SELECT * FROM records_call_record WHERE call_id = ?')
    const page = (where: string) =>
      `SELECT * FROM records_call_record WHERE ${where} (created_ms, call_id) < (?, ?) ORDER BY created_ms DESC, call_id DESC LIMIT ?`
    this.#page = db.prepare(page(''))
    this.#pageOfLine = db.prepare(page('line_id = ? AND'))
    this.#unfinished = db.prepare(
      "SELECT * FROM records_call_record WHERE state = 'processing' ORDER BY created_ms, call_id",
    )
  }

  put(record: CallRecord): void {
    const { callId, lineId, createdAt, state } = record
    this.#put.run(callId, lineId, toMs(createdAt), state, JSON.stringify(record))
  }

  find(callId: string): CallRecord | undefined {
    const row = this.#find.get(callId)
    return row === undefined ? undefined : rowSchema.parse(row).record
  }

  page({ lineId, limit, after }: CallRecordQuery): CallRecordPage | 'bad-cursor' {
    const from = after === undefined ? newest : readCursor(after)
    if (from === undefined) return 'bad-cursor'
    // One more than asked for tells whether there is a next page.
    const found =
      lineId === undefined ? this.#page.all(...from, limit + 1) : this.#pageOfLine.all(lineId, ...from, limit + 1)
    const rows = found.slice(0, limit).map((row) => rowSchema.parse(row))
    const last = rows.at(-1)
    const records = rows.map((row) => row.record)
    return found.length > limit && last !== undefined ? { records, next: writeCursor(last) } : { records }
  }

  unfinished(): CallRecord[] {
    return this.#unfinished.all().map((row) => rowSchema.parse(row).record)
  }
}
