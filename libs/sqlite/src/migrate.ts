import type { DatabaseSync } from 'node:sqlite'

interface Migrations {
  readonly name: string
  readonly migrations: readonly string[]
}

/** Runs what the file has not seen yet, all or nothing. Throws for a file that a later version of the code has written. */
export function migrate(db: DatabaseSync, { name, migrations }: Migrations): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    db.exec('CREATE TABLE IF NOT EXISTS store_versions (store TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT')
    const found = db.prepare('SELECT version FROM store_versions WHERE store = ?').get(name)
    const version = Number(found?.version ?? 0)
    if (version > migrations.length) {
      throw new Error(
        `${db.location()} holds "${name}" in version ${version}, this code knows ${migrations.length}: run the newer code`,
      )
    }
    for (const sql of migrations.slice(version)) db.exec(sql)
    db.prepare('INSERT OR REPLACE INTO store_versions VALUES (?, ?)').run(name, migrations.length)
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
