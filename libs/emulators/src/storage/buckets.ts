import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { Refusal } from './refusal.ts'

/** What a client may say of an object. `null` takes a key away. */
export const metadataSchema = z.object({
  name: z.string().optional(),
  contentType: z.string().optional(),
  contentEncoding: z.string().optional(),
  cacheControl: z.string().optional(),
  temporaryHold: z.boolean().optional(),
  eventBasedHold: z.boolean().optional(),
  crc32c: z.string().optional(),
  md5Hash: z.string().optional(),
  metadata: z.record(z.string(), z.string().nullable()).optional(),
})
export type Metadata = z.infer<typeof metadataSchema>

const whole = z.coerce.number().int().nonnegative()
export const preconditionsSchema = z.object({
  ifGenerationMatch: whole.optional(),
  ifMetagenerationMatch: whole.optional(),
})
export type Preconditions = z.infer<typeof preconditionsSchema>

/** Bytes that lie in a file, summed. */
export interface Content {
  readonly path: string
  readonly bytes: number
  readonly crc32c: string
  readonly md5: string
}

export interface StoredObject {
  readonly bucket: string
  readonly name: string
  readonly content: Content
  readonly generation: number
  readonly metageneration: number
  readonly metadata: Metadata
  readonly createdAt: string
  readonly updatedAt: string
}

const notThere = (what: string) => new Refusal(404, 'notFound', `No such object: ${what}`)

/** Every bucket with its objects. What is checked and what is changed happen in one turn: nobody comes between. */
export class Buckets {
  readonly #buckets = new Map<string, Map<string, StoredObject>>()
  #lastGeneration = 0

  create(name: string): void {
    if (this.#buckets.has(name)) throw new Refusal(409, 'conflict', `The bucket ${name} exists.`)
    this.#buckets.set(name, new Map())
  }

  bucket(name: string): Map<string, StoredObject> {
    const found = this.#buckets.get(name)
    if (found === undefined) throw new Refusal(404, 'notFound', `The specified bucket does not exist: ${name}`)
    return found
  }

  object(bucket: string, name: string): StoredObject {
    const found = this.bucket(bucket).get(name)
    if (found === undefined) throw notThere(`${bucket}/${name}`)
    return found
  }

  /** @throws Refusal 412 */
  check(bucket: string, name: string, { ifGenerationMatch, ifMetagenerationMatch }: Preconditions): void {
    const found = this.bucket(bucket).get(name)
    const isMet =
      (ifGenerationMatch === undefined || (found?.generation ?? 0) === ifGenerationMatch) &&
      (ifMetagenerationMatch === undefined || found?.metageneration === ifMetagenerationMatch)
    if (!isMet)
      throw new Refusal(412, 'conditionNotMet', 'At least one of the pre-conditions you specified did not hold.')
  }

  /** Stores what was uploaded, whole. @throws Refusal: then the content is not taken */
  put(bucket: string, name: string, content: Content, metadata: Metadata, only: Preconditions): StoredObject {
    this.check(bucket, name, only)
    const before = this.bucket(bucket).get(name)
    if (before !== undefined) checkHold(before)
    if (metadata.crc32c !== undefined && metadata.crc32c !== content.crc32c) throw mismatch('CRC32C', metadata.crc32c)
    if (metadata.md5Hash !== undefined && metadata.md5Hash !== content.md5) throw mismatch('MD5', metadata.md5Hash)
    this.#lastGeneration = Math.max(this.#lastGeneration + 1, Date.now() * 1_000)
    const now = new Date().toISOString()
    const stored = {
      ...{ bucket, name, content, metadata, metageneration: 1 },
      ...{ generation: this.#lastGeneration, createdAt: now, updatedAt: now },
    }
    this.bucket(bucket).set(name, stored)
    if (before !== undefined) void rm(before.content.path, { force: true })
    return stored
  }

  patch(bucket: string, name: string, change: Metadata, only: Preconditions): StoredObject {
    this.check(bucket, name, only)
    const before = this.object(bucket, name)
    const custom = { ...before.metadata.metadata, ...change.metadata }
    const kept = Object.fromEntries(Object.entries(custom).filter(([, value]) => value !== null))
    const metadata = { ...before.metadata, ...change, metadata: kept }
    const after = {
      ...before,
      metadata,
      metageneration: before.metageneration + 1,
      updatedAt: new Date().toISOString(),
    }
    this.bucket(bucket).set(name, after)
    return after
  }

  async remove(bucket: string, name: string, only: Preconditions): Promise<void> {
    const found = this.object(bucket, name)
    this.check(bucket, name, only)
    checkHold(found)
    this.bucket(bucket).delete(name)
    await rm(found.content.path, { force: true })
  }
}

const mismatch = (sum: string, told: string) =>
  new Refusal(400, 'invalid', `Provided ${sum} hash "${told}" does not match the one that was calculated.`)

function checkHold({ bucket, name, metadata }: StoredObject): void {
  const hold = metadata.temporaryHold ? 'Temporary' : metadata.eventBasedHold ? 'Event-Based' : undefined
  if (hold === undefined) return
  throw new Refusal(
    403,
    'forbidden',
    `Object '${bucket}/${name}' is under active ${hold} hold and cannot be deleted, overwritten or archived until hold is removed.`,
  )
}

/** https://cloud.google.com/storage/docs/json_api/v1/objects#resource */
export const resourceOf = ({ bucket, name, content, metadata, ...stored }: StoredObject): object => ({
  ...{ kind: 'storage#object', id: `${bucket}/${name}/${stored.generation}`, ...metadata, bucket, name },
  ...{ generation: String(stored.generation), metageneration: String(stored.metageneration) },
  ...{ size: String(content.bytes), crc32c: content.crc32c, md5Hash: content.md5, storageClass: 'STANDARD' },
  ...{
    timeCreated: stored.createdAt,
    updated: stored.updatedAt,
    etag: `${stored.generation}/${stored.metageneration}`,
  },
})
