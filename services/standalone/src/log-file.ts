import { createWriteStream } from 'node:fs'

/** Appends log lines to a file, behind the event loop's back. */
export function logFile(path: string): { write(line: string): void } {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 })
  // A full disk ends the logging, not the calls.
  stream.on('error', () => {})
  return { write: (line) => void stream.write(line) }
}
