import { closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/** The rows of one kind, by key, in the order of their first writing. */
export interface Table<T> {
  get(key: string): T | undefined
  put(key: string, row: T): void
  rows(): T[]
}

/** A vendor's memory. With a file, it outlives the process that holds it, however that one dies. */
export interface Store {
  table<T>(name: string, schema: z.ZodType<T>): Table<T>
  close(): void
}

const lineSchema = z.object({ table: z.string(), key: z.string(), row: z.unknown() })
type Line = z.infer<typeof lineSchema>

/**
 * Opens a vendor's memory: one JSON line a write, the last line of a key counts. A line is handed to the kernel before
 * the write is answered, so `kill -9` loses nothing that a client was told of; a last line cut short is dropped.
 * @throws when a line before the last cannot be read
 */
export function openStore(stateFile?: string): Store {
  const lines = stateFile ? readLines(stateFile) : []
  const file = stateFile ? openSync(stateFile, 'a') : undefined
  return {
    table: (name, schema) => openTable(name, schema, lines, (line) => append(file, line)),
    close: () => file !== undefined && closeSync(file),
  }
}

function openTable<T>(name: string, schema: z.ZodType<T>, lines: readonly Line[], write: (line: Line) => void) {
  const rows = new Map<string, T>()
  for (const line of lines) if (line.table === name) rows.set(line.key, schema.parse(line.row))
  return {
    get: (key: string) => rows.get(key),
    rows: () => [...rows.values()],
    put: (key: string, row: T) => {
      write({ table: name, key, row })
      rows.set(key, row)
    },
  }
}

function append(file: number | undefined, line: Line): void {
  if (file !== undefined) writeSync(file, `${JSON.stringify(line)}\n`)
}

function readLines(stateFile: string): Line[] {
  mkdirSync(dirname(stateFile), { recursive: true })
  if (!existsSync(stateFile)) return []
  const bytes = readFileSync(stateFile)
  const wholeBytes = bytes.lastIndexOf('\n') + 1
  if (wholeBytes < bytes.length) truncateSync(stateFile, wholeBytes)
  const texts = bytes.subarray(0, wholeBytes).toString().split('\n').slice(0, -1)
  return texts.map((text, index) => parseLine(text, `${stateFile}:${index + 1}`))
}

function parseLine(text: string, where: string): Line {
  try {
    return lineSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new Error(`${where} is not a line of a simulator's state; delete the file to start afresh`, { cause })
  }
}
