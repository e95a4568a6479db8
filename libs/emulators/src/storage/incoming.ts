import { createHash, randomUUID } from 'node:crypto'
import { appendFile, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { type Content, type Metadata, metadataSchema, type Preconditions } from './buckets.ts'
import { startOfSum, summed, toldSum } from './crc32c.ts'
import { Refusal } from './refusal.ts'

/** What is asked for before the bytes come. */
export interface Upload {
  readonly bucket: string
  readonly name: string
  readonly metadata: Metadata
  readonly only: Preconditions
}

/** An object on its way: bytes are added to a file, and summed, until they are all there. */
export class Incoming {
  readonly #path: string
  readonly #md5 = createHash('md5')
  #sum = startOfSum
  bytes = 0

  constructor(folder: string) {
    this.#path = join(folder, randomUUID())
  }

  async add(piece: Buffer): Promise<void> {
    await appendFile(this.#path, piece)
    this.#md5.update(piece)
    this.#sum = summed(this.#sum, piece)
    this.bytes += piece.length
  }

  /** No more can be added. */
  async content(): Promise<Content> {
    await appendFile(this.#path, '')
    return { path: this.#path, bytes: this.bytes, crc32c: toldSum(this.#sum), md5: this.#md5.digest('base64') }
  }

  async drop(): Promise<void> {
    await rm(this.#path, { force: true })
  }
}

/** The most that one request without a session may carry here; the service takes more. */
const mostBodyBytes = 16 * 1_048_576

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request) {
    bytes += piece.length
    if (bytes > mostBodyBytes) throw new Refusal(413, 'uploadTooLarge', `more than ${mostBodyBytes} bytes at once`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

export function metadataIn(json: string): Metadata {
  return metadataSchema.parse(json === '' ? {} : JSON.parse(json))
}

/** The two parts of an upload in one request: what it is, and its bytes. RFC 2387 */
export function partsOf(
  contentType: string,
  body: Buffer,
): { metadata: Metadata; contentType?: string; bytes: Buffer } {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1]
  if (boundary === undefined) throw new Refusal(400, 'badContent', 'multipart without a boundary')
  const mark = Buffer.from(`--${boundary}`)
  const [first, second, last] = [body.indexOf(mark), body.indexOf(mark, mark.length), body.lastIndexOf(mark)]
  if (first === -1 || second <= first || last <= second) throw new Refusal(400, 'badContent', 'not two parts')
  const json = partIn(body.subarray(first + mark.length, second))
  const media = partIn(body.subarray(second + mark.length, last))
  const own = /^content-type:\s*(.+)$/im.exec(media.head)?.[1]?.trim()
  return {
    metadata: metadataIn(json.bytes.toString()),
    ...(own === undefined ? {} : { contentType: own }),
    bytes: media.bytes,
  }
}

function partIn(part: Buffer): { head: string; bytes: Buffer } {
  const end = part.indexOf('\r\n\r\n')
  if (end === -1) throw new Refusal(400, 'badContent', 'a part without a head')
  return { head: part.subarray(0, end).toString(), bytes: part.subarray(end + 4, part.length - 2) }
}
