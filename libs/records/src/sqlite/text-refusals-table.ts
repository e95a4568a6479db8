import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import type { TextRefusal } from '../text-refusals.ts'
import { momentColumn, toMs } from './columns.ts'

const row = z
  .object({ sender: z.string(), number: z.string(), why: z.enum(['opted-out', 'landline']), until_ms: momentColumn })
  .transform(({ until_ms: until, ...rest }): TextRefusal => ({ ...rest, until }))

export class TextRefusalsTable {
  readonly #forget: StatementSync
  readonly #put: StatementSync
  readonly #find: StatementSync

  constructor(db: DatabaseSync) {
    this.#forget = db.prepare('DELETE FROM records_text_refusal WHERE until_ms <= ?')
    this.#put = db.prepare(
      `INSERT INTO records_text_refusal (sender, number, why, until_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET why = excluded.why, until_ms = excluded.until_ms`,
    )
    this.#find = db.prepare('SELECT * FROM records_text_refusal WHERE sender = ? AND number = ? AND until_ms > ?')
  }

  note({ sender, number, why, until }: TextRefusal, now: string): void {
    this.#forget.run(toMs(now))
    this.#put.run(sender, number, why, toMs(until))
  }

  find(sender: string, number: string, now: string): TextRefusal | undefined {
    const found = this.#find.get(sender, number, toMs(now))
    return found === undefined ? undefined : row.parse(found)
  }
}
