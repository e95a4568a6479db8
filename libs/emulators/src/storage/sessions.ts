import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Buckets, StoredObject } from './buckets.ts'
import { bodyOf, Incoming, type Upload } from './incoming.ts'
import { Refusal } from './refusal.ts'

interface Session {
  readonly upload: Upload
  readonly incoming: Incoming
  stored?: StoredObject
}

/** So much of an upload is there, and more is awaited. */
export interface Awaiting {
  readonly bytes: number
}

/** Every piece but the last is a whole number of these. https://cloud.google.com/storage/docs/performing-resumable-uploads */
const unitBytes = 256 * 1024
const range = /^bytes (?:(?<first>\d+)-(?<last>\d+|\*)|\*)\/(?<total>\d+|\*)$/

/** Uploads in several requests: what came whole is kept, and whoever was cut off asks how much that is. */
export class Sessions {
  readonly #folder: string
  readonly #buckets: Buckets
  readonly #open = new Map<string, Session>()

  constructor(folder: string, buckets: Buckets) {
    this.#folder = folder
    this.#buckets = buckets
  }

  /** What the upload is on condition of is looked at when it ends, as the service does: who comes first is not known before. */
  begin(upload: Upload): string {
    this.#buckets.bucket(upload.bucket)
    const id = randomUUID()
    this.#open.set(id, { upload, incoming: new Incoming(this.#folder) })
    return id
  }

  async cancel(id: string): Promise<void> {
    await this.#open.get(id)?.incoming.drop()
    this.#open.delete(id)
  }

  async take(id: string, request: IncomingMessage): Promise<StoredObject | Awaiting> {
    const session = this.#open.get(id)
    if (session === undefined) throw new Refusal(404, 'notFound', 'no such upload')
    const { first, last, total } = rangeOf(request)
    const body = await bodyOf(request)
    if (session.stored !== undefined) return session.stored
    const { incoming } = session
    if (first !== undefined) {
      if (first !== incoming.bytes) return { bytes: incoming.bytes }
      if (last !== undefined && body.length !== last - first + 1)
        throw new Refusal(400, 'invalid', 'a piece was cut off')
      const isLast = total !== undefined && first + body.length === total
      if (!isLast && body.length % unitBytes !== 0)
        throw new Refusal(400, 'invalid', `a piece that is not the last is a multiple of ${unitBytes} bytes`)
      await incoming.add(body)
    }
    return total === incoming.bytes ? this.#finish(session, request) : { bytes: incoming.bytes }
  }

  async #finish(session: Session, request: IncomingMessage): Promise<StoredObject> {
    const { bucket, name, metadata, only } = session.upload
    const content = await session.incoming.content()
    try {
      session.stored = this.#buckets.put(bucket, name, content, { ...metadata, ...sumsIn(request) }, only)
      return session.stored
    } catch (error) {
      await session.incoming.drop()
      throw error
    }
  }
}

const numberIn = (text: string | undefined) => (text === undefined || text === '*' ? undefined : Number(text))

function rangeOf({ headers }: IncomingMessage) {
  const told = headers['content-range']
  // Without a range the body is all there is.
  if (told === undefined) {
    const total = numberIn(headers['content-length'])
    return { first: 0, last: undefined, total }
  }
  const found = range.exec(told)?.groups
  if (found === undefined) throw new Refusal(400, 'invalid', `no range: ${told}`)
  return { first: numberIn(found.first), last: numberIn(found.last), total: numberIn(found.total) }
}

/** What the sender says that the sums are. */
function sumsIn({ headers }: IncomingMessage): { crc32c?: string; md5Hash?: string } {
  const told = String(headers['x-goog-hash'] ?? '')
  const [crc32c, md5Hash] = ['crc32c', 'md5'].map((sum) => new RegExp(`(?:^|,)\\s*${sum}=([^,]+)`).exec(told)?.[1])
  return { ...(crc32c === undefined ? {} : { crc32c }), ...(md5Hash === undefined ? {} : { md5Hash }) }
}
