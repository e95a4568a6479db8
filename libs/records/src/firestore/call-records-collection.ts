import { gunzipSync, gzipSync } from 'node:zlib'
import { z } from 'zod'
import { type CallRecord, type CallRecordPage, type CallRecordQuery, callRecordSchema } from '../call-record.ts'
import { BadCursor } from '../calls.ts'
import { fromJson, toMs } from '../moments.ts'
import type { Database } from './database.ts'
import { idOf } from './ids.ts'

/** A document takes 1 MiB: a record of more than this is packed, which makes a tenth of it. */
const mostPlainBytes = 512 * 1024

const plain = fromJson(callRecordSchema)
const packed = z
  .instanceof(Uint8Array)
  .transform((bytes) => gunzipSync(bytes).toString())
  .pipe(plain)
const stored = z.object({ createdMs: z.int(), record: z.union([plain, packed]) })

const cursorSchema = z.tuple([z.int(), z.string().regex(/^[0-9a-f]{40}$/)])
const writeCursor = (createdMs: number, id: string) =>
  Buffer.from(JSON.stringify([createdMs, id])).toString('base64url')

function readCursor(text: string): z.infer<typeof cursorSchema> {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    throw new BadCursor()
  }
}

export class CallRecordsCollection {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  get #records() {
    return this.#database.collection('callRecords')
  }

  async put(record: CallRecord): Promise<void> {
    const { callId, lineId, createdAt, state } = record
    const ref = this.#records.doc(idOf(callId))
    const json = JSON.stringify(record)
    const content = Buffer.byteLength(json) > mostPlainBytes ? gzipSync(json) : json
    await this.#database.transact('writing a call record', async (tx) => {
      const before = await tx.get(ref)
      // It stays in its place: a record that moved while somebody pages would be seen twice, or never.
      const createdMs = before.exists
        ? stored.pick({ createdMs: true }).parse(before.data()).createdMs
        : toMs(createdAt)
      const processing = state === 'processing' ? { processing: true } : {}
      tx.set(ref, { callId, lineId, createdMs, record: content, ...processing })
    })
  }

  async find(callId: string): Promise<CallRecord | undefined> {
    const ref = this.#records.doc(idOf(callId))
    const found = await this.#database.steadily('reading a call record', () => ref.get())
    return found.exists ? stored.parse(found.data()).record : undefined
  }

  async page({ lineId, limit, after }: CallRecordQuery): Promise<CallRecordPage> {
    const ofLine = lineId === undefined ? this.#records : this.#records.where('lineId', '==', lineId)
    const newestFirst = ofLine.orderBy('createdMs', 'desc').orderBy('__name__', 'desc')
    const from = after === undefined ? newestFirst : newestFirst.startAfter(...readCursor(after))
    // One more than asked for tells whether there is a next page.
    const asked = from.limit(limit + 1)
    const { docs } = await this.#database.steadily('paging call records', () => asked.get())
    const found = docs.slice(0, limit).map((doc) => ({ id: doc.id, ...stored.parse(doc.data()) }))
    const [records, last] = [found.map(({ record }) => record), found.at(-1)]
    return docs.length > limit && last !== undefined
      ? { records, next: writeCursor(last.createdMs, last.id) }
      : { records }
  }

  async unfinished(): Promise<CallRecord[]> {
    const query = this.#records.where('processing', '==', true)
    const { docs } = await this.#database.steadily('finding unfinished call records', () => query.get())
    // Few at any time: putting them in order here saves an index that would be written at its end alone.
    const found = docs.map((doc) => stored.parse(doc.data())).sort((a, b) => a.createdMs - b.createdMs)
    return found.map(({ record }) => record)
  }
}
