import { createReadStream } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { StoredObject } from './buckets.ts'
import { Refusal } from './refusal.ts'

/** Sends the bytes, or the range of them that is asked for. */
export async function send(
  { content, metadata, generation }: StoredObject,
  asked: string | undefined,
  isCorrupted: boolean,
  response: ServerResponse,
): Promise<void> {
  const { start, end } = rangeOf(asked, content.bytes)
  const isPart = asked !== undefined
  response.writeHead(isPart ? 206 : 200, {
    'content-type': metadata.contentType ?? 'application/octet-stream',
    'content-length': end - start + 1,
    'x-goog-generation': generation,
    'x-goog-hash': `crc32c=${content.crc32c},md5=${content.md5}`,
    'x-goog-stored-content-encoding': 'identity',
    ...(isPart ? { 'content-range': `bytes ${start}-${end}/${content.bytes}` } : {}),
  })
  if (end < start) return void response.end()
  const stream = createReadStream(content.path, { start, end })
  await pipeline(isCorrupted ? [stream, corrupting(), response] : [stream, response]).catch((error: unknown) => {
    // Whoever asked may go away before the end.
    if (!response.destroyed) throw error
  })
}

function rangeOf(asked: string | undefined, bytes: number): { start: number; end: number } {
  if (asked === undefined) return { start: 0, end: bytes - 1 }
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(asked) ?? []
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if ((first === '' && last === '') || start >= bytes || start > end)
    throw new Refusal(416, 'requestedRangeNotSatisfiable', `no such range of ${bytes} bytes: ${asked}`)
  return { start, end }
}

function corrupting(): Transform {
  let isDone = false
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      const copy = Buffer.from(piece)
      if (!isDone && copy.length > 0) copy.writeUInt8((copy[0] ?? 0) ^ 1)
      isDone = true
      done(null, copy)
    },
  })
}
