import type { DocumentReference, QueryDocumentSnapshot } from '@google-cloud/firestore'
import { z } from 'zod'
import { type Journal, type JournalEntry, journalEntrySchema } from '../journal.ts'
import { fromJson } from '../moments.ts'
import { withoutWords } from '../words.ts'
import { newAsk } from './asks.ts'
import type { Database } from './database.ts'
import { idOf } from './ids.ts'

/** A document takes 1 MiB and a commit 10; half of it leaves room for what text costs beyond its letters. */
const mostChunkBytes = 512 * 1024
const mostChunksAtOnce = 16
/** I6: of so many calls it is remembered where their journals end. */
const mostRemembered = 1_000

const stored = z.object({
  first: z.int(),
  last: z.int(),
  ask: z.string(),
  entries: fromJson(z.array(journalEntrySchema)),
})

/**
 * A journal is a row of chunks, each named by the number of its first entry. Who appends creates the chunk behind the last: of
 * two who do so at once one finds the name taken and goes on behind it. So there is no counter that every writer needs, and
 * nothing is written twice: what was appended before a lost answer is known by its ask.
 */
export class JournalCollection implements Journal {
  readonly #database: Database
  /** Where a journal ended when we last heard. It only grows: too small a number is found out when the name is taken. */
  readonly #next = new Map<string, number>()
  /** What was asked first in this process is appended first. */
  readonly #turns = new Map<string, Promise<void>>()

  constructor(database: Database) {
    this.#database = database
  }

  append(callId: string, entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve()
    const turn = (this.#turns.get(callId) ?? Promise.resolve()).then(() => this.#append(callId, chunksOf(entries)))
    const ended = turn
      .catch(() => {})
      .then(() => {
        if (this.#turns.get(callId) === ended) this.#turns.delete(callId)
      })
    this.#turns.set(callId, ended)
    return turn
  }

  async read(callId: string, afterSeq = 0) {
    const chunks = await this.#chunksBehind(callId, afterSeq)
    return chunks
      .map((chunk) => stored.parse(chunk.data()))
      .flatMap(({ first, entries }) => entries.map((entry, index) => ({ ...entry, seq: first + index })))
      .filter(({ seq }) => seq > afterSeq)
  }

  async forgetWords(callId: string): Promise<void> {
    const chunks = await this.#chunksBehind(callId, 0)
    for (const some of slicesOf(chunks, mostChunksAtOnce)) {
      await this.#database.batch('forgetting words', (batch) => {
        for (const chunk of some) {
          const { entries } = stored.parse(chunk.data())
          batch.update(chunk.ref, { entries: JSON.stringify(entries.map(withoutWords)) })
        }
      })
    }
  }

  async #append(callId: string, chunks: readonly Chunk[]): Promise<void> {
    for (const some of slicesOf(chunks, mostChunksAtOnce)) {
      const next = await this.#appendAtOnce(callId, some)
      this.#next.delete(callId)
      this.#next.set(callId, next)
    }
    const [oldest] = this.#next.keys()
    if (this.#next.size > mostRemembered && oldest !== undefined) this.#next.delete(oldest)
  }

  /** Answers the number behind what was appended. */
  async #appendAtOnce(callId: string, chunks: readonly Chunk[]): Promise<number> {
    const ask = newAsk()
    let first = this.#next.get(callId) ?? (await this.#end(callId))
    for (;;) {
      const placed = placedFrom(first, chunks)
      const isKept = await this.#database.create('appending to a journal', (batch) => {
        for (const chunk of placed) batch.create(this.#refOf(callId, chunk.first), { ...chunk, ask })
      })
      const behind = (placed.at(-1)?.last ?? 0) + 1
      if (isKept || (await this.#isOurs(callId, first, ask))) return behind
      first = await this.#end(callId)
    }
  }

  async #isOurs(callId: string, first: number, ask: string): Promise<boolean> {
    const found = await this.#database.steadily('looking into a journal', () => this.#refOf(callId, first).get())
    return found.get('ask') === ask
  }

  /** The number that comes next. */
  async #end(callId: string): Promise<number> {
    const newest = this.#chunks(callId).orderBy('last', 'desc').limit(1)
    const { docs } = await this.#database.steadily('finding the end of a journal', () => newest.get())
    const [last] = docs
    return last === undefined ? 1 : stored.pick({ last: true }).parse(last.data()).last + 1
  }

  async #chunksBehind(callId: string, seq: number): Promise<QueryDocumentSnapshot[]> {
    const behind = this.#chunks(callId).where('last', '>', seq).orderBy('last')
    return (await this.#database.steadily('reading a journal', () => behind.get())).docs
  }

  #chunks(callId: string) {
    return this.#database.collection('journals').doc(idOf(callId)).collection('chunks')
  }

  #refOf(callId: string, first: number): DocumentReference {
    return this.#chunks(callId).doc(String(first))
  }
}

interface Chunk {
  readonly count: number
  readonly entries: string
}

/** As few as hold all entries. */
export function chunksOf(entries: readonly JournalEntry[]): Chunk[] {
  const chunks: { texts: string[]; bytes: number }[] = []
  for (const entry of entries) {
    const text = JSON.stringify(entry)
    const bytes = Buffer.byteLength(text) + 1
    const last = chunks.at(-1)
    if (last !== undefined && last.bytes + bytes <= mostChunkBytes) {
      last.texts.push(text)
      last.bytes += bytes
    } else chunks.push({ texts: [text], bytes })
  }
  return chunks.map(({ texts }) => ({ count: texts.length, entries: `[${texts.join()}]` }))
}

function placedFrom(start: number, chunks: readonly Chunk[]) {
  let next = start
  return chunks.map(({ count, entries }) => {
    const first = next
    next += count
    return { first, last: next - 1, entries }
  })
}

function slicesOf<T>(all: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, n) => all.slice(n * most, (n + 1) * most))
}
