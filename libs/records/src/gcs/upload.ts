import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { File } from '@google-cloud/storage'
import { UploadSession } from './upload-session.ts'

/** Of so many bytes one piece is made, and held until it is there: a multiple of 256 KiB. */
const pieceBytes = 512 * 1024
/** Only where nothing of the name is. */
const preconditionOpts = { ifGenerationMatch: 0 }

/** Who comes second finds the first one's recording, which may be our own: the answer to an earlier try may have been lost. */
async function unlessThere(uploading: Promise<void>): Promise<void> {
  try {
    await uploading
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 412)) throw error
  }
}

/** In one request, which the service refuses if what came is not what was summed. */
export async function uploadWhole(file: File, bytes: Buffer, contentType: string): Promise<void> {
  const [sha256, md5] = [createHash('sha256').update(bytes), createHash('md5').update(bytes)]
  const metadata = { contentType, md5Hash: md5.digest('base64'), metadata: { sha256: sha256.digest('hex') } }
  await unlessThere(file.save(bytes, { resumable: false, validation: 'crc32c', metadata, preconditionOpts }))
}

/**
 * Piece by piece, each sent again when it did not get through; nothing is there until the last one is. The SDK's own stream
 * keeps some of what it has sent until the end: ours holds a piece at a time. The sum that we tell is known only at the end, and
 * is written beside the recording then.
 */
export const uploadInPieces = (file: File, audio: Readable, contentType: string): Promise<void> =>
  unlessThere(sendPieces(file, audio, contentType))

async function sendPieces(file: File, audio: Readable, contentType: string): Promise<void> {
  const [url] = await file.createResumableUpload({ metadata: { contentType }, preconditionOpts })
  const session = new UploadSession(url)
  const [sha256, md5] = [createHash('sha256'), createHash('md5')]
  let first = 0
  try {
    for await (const { bytes, isLast } of piecesOf(audio)) {
      sha256.update(bytes)
      md5.update(bytes)
      const end = first + bytes.length
      await session.send({ bytes, first, ...(isLast ? { total: end, md5: md5.digest('base64') } : {}) })
      first = end
    }
  } catch (error) {
    await session.cancel()
    throw error
  }
  await file.setMetadata({ metadata: { sha256: sha256.digest('hex') } })
}

/** Pieces of one size, but for the last, which is known as such: the one before it waits until more has come. */
async function* piecesOf(audio: Readable): AsyncGenerator<{ bytes: Buffer<ArrayBuffer>; isLast: boolean }> {
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const piece of audio) {
    held.push(piece)
    heldBytes += piece.length
    if (heldBytes <= pieceBytes) continue
    const all = Buffer.concat(held)
    const whole = Math.floor((all.length - 1) / pieceBytes) * pieceBytes
    yield { bytes: all.subarray(0, whole), isLast: false }
    held = [Buffer.from(all.subarray(whole))]
    heldBytes = all.length - whole
  }
  yield { bytes: Buffer.concat(held), isLast: true }
}
