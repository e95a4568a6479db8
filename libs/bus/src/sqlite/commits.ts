import { statSync } from 'node:fs'

/**
 * Whether anything may have been committed to a database since this was last asked, by this process or another: a look at what
 * the system says of the log that SQLite writes commits to. It costs a small part of asking the database, which keeps two threads
 * busy. Two commits within one tick of the system's clock can look like one, so do not rely on this alone.
 */
export function commitsTo(file: string): () => boolean {
  const log = `${file}-wal`
  let seen = ''
  return () => {
    const now = stateOf(log)
    const isNew = now !== seen
    seen = now
    return isNew
  }
}

function stateOf(log: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(log, { bigint: true })
    return `${ino} ${size} ${mtimeNs}`
  } catch {
    // There is no log before the first commit; one that cannot be read tells nothing.
    return 'none'
  }
}
