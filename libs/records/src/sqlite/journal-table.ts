import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import { type JournalEntry, type Journalled, journalEntrySchema } from '../journal.ts'
import { withoutWords } from '../words.ts'
import { jsonColumn } from './columns.ts'

const rowSchema = z.object({ seq: z.int(), entry: jsonColumn(journalEntrySchema) })

export class JournalTable {
  readonly #last: StatementSync
  readonly #insert: StatementSync
  readonly #behind: StatementSync
  readonly #replace: StatementSync

  constructor(db: DatabaseSync) {
    this.#last = db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM records_journal WHERE call_id = ?')
    this.#insert = db.prepare('INSERT INTO records_journal (call_id, seq, entry) VALUES (?, ?, ?)')
    this.#behind = db.prepare('SELECT seq, entry FROM records_journal WHERE call_id = ? AND seq > ? ORDER BY seq')
    this.#replace = db.prepare('UPDATE records_journal SET entry = ? WHERE call_id = ? AND seq = ?')
  }

  append(callId: string, entries: readonly JournalEntry[]): void {
    const last = Number(this.#last.get(callId)?.seq)
    for (const [index, entry] of entries.entries()) this.#insert.run(callId, last + 1 + index, JSON.stringify(entry))
  }

  read(callId: string, afterSeq: number): Journalled[] {
    return this.#behind.all(callId, afterSeq).map((row) => {
      const { seq, entry } = rowSchema.parse(row)
      return { ...entry, seq }
    })
  }

  forgetWords(callId: string): void {
    for (const { seq, ...entry } of this.read(callId, 0))
      this.#replace.run(JSON.stringify(withoutWords(entry)), callId, seq)
  }
}
