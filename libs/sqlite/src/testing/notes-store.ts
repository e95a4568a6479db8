import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { StoreSchema } from '../schema.ts'

/** A store for the tests of this package. */
export default class NotesStore {
  static readonly schema: StoreSchema<NotesStore> = {
    name: 'notes',
    migrations: [
      'CREATE TABLE notes_note (id TEXT PRIMARY KEY) STRICT',
      "ALTER TABLE notes_note ADD COLUMN text TEXT NOT NULL DEFAULT ''",
    ],
    reads: ['textOf', 'ids', 'writeWhereOneMayOnlyRead'],
  }

  readonly #insert: StatementSync
  readonly #text: StatementSync
  readonly #ids: StatementSync

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare('INSERT INTO notes_note (id, text) VALUES (?, ?)')
    this.#text = db.prepare('SELECT text FROM notes_note WHERE id = ?')
    this.#ids = db.prepare('SELECT id FROM notes_note ORDER BY rowid')
  }

  add(id: string, text: string): void {
    this.#insert.run(id, text)
  }

  addThenThrow(id: string): never {
    this.#insert.run(id, '')
    throw Object.assign(new RangeError('no such note'), { code: 'NO_NOTE' })
  }

  textOf(id: string): string | undefined {
    const row = this.#text.get(id)
    return row === undefined ? undefined : String(row.text)
  }

  ids(): string[] {
    return this.#ids.all().map((row) => String(row.id))
  }

  writeWhereOneMayOnlyRead(): void {
    this.#insert.run('sneaked in', '')
  }

  die(): never {
    process.exit(7)
  }
}
