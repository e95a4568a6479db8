import { createHash } from 'node:crypto'
import { defaultMaxListeners, setMaxListeners } from 'node:events'
import type { Readable } from 'node:stream'
import { type Bucket, type File, IdempotencyStrategy, Storage } from '@google-cloud/storage'
import { z } from 'zod'
import { checkRecordingName, NoSuchRecording, type Recordings, type StoredRecording } from '../recordings.ts'
import { uploadInPieces, uploadWhole } from './upload.ts'
import { withHead } from './with-head.ts'

export interface GcsSettings {
  readonly projectId: string
  readonly bucket: string
  /** Where an emulator stands, e.g. `http://127.0.0.1:9199`; without it the real service, with the credentials of the surroundings. */
  readonly emulatorUrl?: string
}

export interface GcsRecordings extends Recordings {
  /** A link that lets whoever has it listen for so long, an hour at most. @throws NoSuchRecording, InvalidName, RangeError */
  link(name: string, forMs: number): Promise<string>
  /** From here on nobody removes the recording, by whatever rule, until it is let go. @throws NoSuchRecording, InvalidName */
  hold(name: string): Promise<void>
  /** @throws NoSuchRecording, InvalidName */
  letGo(name: string): Promise<void>
}

/** A recording is held, or the bucket keeps everything for some time yet: it cannot be removed now. */
export class RecordingHeld extends Error {
  override readonly name = 'RecordingHeld'
  constructor(name: string, cause: unknown) {
    super(`recording ${name} is held, or the bucket keeps it for some time yet: let it go before it is removed`, {
      cause,
    })
  }
}

/** The SDK listens eleven to fourteen times to each stream that it downloads by, and Node would warn of a leak every time. */
setMaxListeners(Math.max(defaultMaxListeners, 14))

const longestLinkMs = 3_600_000
/** What fits into this is sent in one request, of which nothing is kept unless all of it came. */
const mostAtOnceBytes = 256 * 1024

const retryOptions = {
  autoRetry: true,
  // Whatever we ask twice has happened once: uploads create only, and all else says how it is to be afterwards.
  idempotencyStrategy: IdempotencyStrategy.RetryAlways,
  ...{ maxRetries: 6, retryDelayMultiplier: 1.5, maxRetryDelay: 5, totalTimeout: 60 },
}

const described = z.object({
  size: z.coerce.number().int(),
  generation: z.coerce.string(),
  metadata: z.object({ sha256: z.string().optional() }).optional(),
})

/** Recordings in a bucket of Cloud Storage. What any of it throws besides what the port says is the vendor's own error. */
export function openGcsRecordings({ projectId, bucket: bucketName, emulatorUrl }: GcsSettings): GcsRecordings {
  const endpoint = emulatorUrl === undefined ? {} : { apiEndpoint: emulatorUrl }
  const bucket = new Storage({ projectId, retryOptions, ...endpoint }).bucket(bucketName)
  const present = async (name: string): Promise<Found> => {
    const found = await find(bucket, name)
    if (found === undefined) throw new NoSuchRecording(name)
    return found
  }
  return {
    put: (name, audio, contentType) => put(bucket, name, audio, contentType),
    find: async (name) => (await find(bucket, name))?.recording,
    // Bytes that do not sum up to what was stored end in an error.
    open: async (name) => (await present(name)).file.createReadStream({ validation: 'crc32c', decompress: false }),
    remove: (name) => remove(bucket, name),
    async hold(name) {
      await (await present(name)).file.setMetadata({ temporaryHold: true })
    },
    async letGo(name) {
      await (await present(name)).file.setMetadata({ temporaryHold: false })
    },
    async link(name, forMs) {
      if (!(forMs > 0 && forMs <= longestLinkMs))
        throw new RangeError(`a link lasts 1 to ${longestLinkMs} ms, not ${forMs}`)
      const { file } = await present(name)
      if (emulatorUrl !== undefined)
        return new URL(`/storage/v1/b/${bucketName}/o/${encodeURIComponent(name)}?alt=media`, emulatorUrl).href
      const [url] = await bucket
        .file(file.name)
        .getSignedUrl({ version: 'v4', action: 'read', expires: Date.now() + forMs })
      return url
    },
  }
}

interface Found {
  readonly recording: StoredRecording
  /** Of this very generation: what is read is what was described. */
  readonly file: File
}

async function put(bucket: Bucket, name: string, audio: Readable, contentType: string): Promise<StoredRecording> {
  const file = fileOf(bucket, name)
  try {
    const first = await find(bucket, name)
    if (first !== undefined) return first.recording
    const { head, isAll, whole } = await withHead(audio, mostAtOnceBytes)
    await (isAll ? uploadWhole(file, head, contentType) : uploadInPieces(file, whole, contentType))
  } finally {
    // Also where another was first: nobody reads it any more.
    audio.destroy()
  }
  const stored = await find(bucket, name)
  if (stored === undefined) throw new NoSuchRecording(name)
  return stored.recording
}

async function find(bucket: Bucket, name: string): Promise<Found | undefined> {
  const asked = fileOf(bucket, name)
  const told = await unlessMissing(asked.getMetadata())
  if (told === undefined) return undefined
  const { size: bytes, generation, metadata } = described.parse(told[0])
  const file = bucket.file(name, { generation })
  const sha256 = metadata?.sha256 ?? (await noteSum(file))
  return { file, recording: { name, bytes, sha256, url: `gs://${bucket.name}/${name}` } }
}

/** Whoever uploaded it died before the sum was written beside it: it is read off the bytes, as nobody else can tell it. */
async function noteSum(file: File): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of file.createReadStream({ validation: 'crc32c', decompress: false })) hash.update(piece)
  const sha256 = hash.digest('hex')
  await file.setMetadata({ metadata: { sha256 } })
  return sha256
}

async function remove(bucket: Bucket, name: string): Promise<void> {
  try {
    await fileOf(bucket, name).delete({ ignoreNotFound: true })
  } catch (error) {
    if (statusOf(error) === 403 && error instanceof Error && /hold|retention/i.test(error.message))
      throw new RecordingHeld(name, error)
    throw error
  }
}

function fileOf(bucket: Bucket, name: string): File {
  checkRecordingName(name)
  return bucket.file(name)
}

const statusOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}
