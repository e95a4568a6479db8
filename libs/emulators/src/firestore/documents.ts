import { status } from '@grpc/grpc-js'
import { Refusal } from '../grpc/refusal.ts'
import { partsOf, valueAt, withValueAt } from './field-path.ts'
import { type Fields, type Moment, sizeOfFields } from './values.ts'
import type { Write } from './wire.ts'

/** Moments are microseconds since 1970, as the service counts them. */
export interface StoredDocument {
  readonly name: string
  readonly fields: Fields
  readonly createdMicros: number
  readonly updatedMicros: number
}

export const momentOf = (micros: number): Moment => ({
  seconds: Math.floor(micros / 1_000_000),
  nanos: (micros % 1_000_000) * 1_000,
})
const microsOf = ({ seconds, nanos }: Moment): number => seconds * 1_000_000 + Math.floor(nanos / 1_000)
const collectionOf = (name: string): string => name.slice(0, name.lastIndexOf('/'))
/** https://cloud.google.com/firestore/quotas#limits */
const mostBytes = 1_048_576

/** All documents of all databases. A commit happens whole or not at all, at a moment of its own: each is later than the last. */
export class Documents {
  readonly #collections = new Map<string, Map<string, StoredDocument>>()
  #lastMicros = 0

  get nowMicros(): number {
    return Math.max(this.#lastMicros, Date.now() * 1_000)
  }

  find(name: string): StoredDocument | undefined {
    return this.#collections.get(collectionOf(name))?.get(name)
  }

  inCollection(path: string): StoredDocument[] {
    return [...(this.#collections.get(path)?.values() ?? [])]
  }

  /** Answers the moment of the commit. @throws Refusal: a precondition does not hold, and nothing was written */
  commit(writes: readonly Write[]): number {
    const micros = Math.max(this.#lastMicros + 1, Date.now() * 1_000)
    const changed = new Map<string, StoredDocument | undefined>()
    for (const write of writes) {
      const name = nameOf(write)
      const before = changed.has(name) ? changed.get(name) : this.find(name)
      checkPrecondition(write, before)
      changed.set(name, written(write, before, micros))
    }
    this.#lastMicros = micros
    for (const [name, document] of changed) this.#put(name, document)
    return micros
  }

  #put(name: string, document: StoredDocument | undefined): void {
    const path = collectionOf(name)
    const collection = this.#collections.get(path) ?? new Map<string, StoredDocument>()
    if (document === undefined) collection.delete(name)
    else collection.set(name, document)
    if (collection.size === 0) this.#collections.delete(path)
    else this.#collections.set(path, collection)
  }
}

function nameOf(write: Write): string {
  const name = write.operation === 'update' ? write.update?.name : write.delete
  if (name === undefined) throw new Refusal(status.INVALID_ARGUMENT, 'a write names no document')
  return name
}

function checkPrecondition({ currentDocument, ...write }: Write, before: StoredDocument | undefined): void {
  const name = nameOf(write)
  const { conditionType, exists, updateTime } = currentDocument ?? {}
  if (conditionType === 'exists' && exists === true && before === undefined)
    throw new Refusal(status.NOT_FOUND, `No document to update: ${name}`)
  if (conditionType === 'exists' && exists === false && before !== undefined)
    throw new Refusal(status.ALREADY_EXISTS, `Document already exists: ${name}`)
  if (conditionType !== 'updateTime' || !updateTime) return
  if (before === undefined) throw new Refusal(status.NOT_FOUND, `No document to update: ${name}`)
  if (microsOf(updateTime) !== before.updatedMicros)
    throw new Refusal(
      status.FAILED_PRECONDITION,
      `the stored version (${before.updatedMicros}) does not match the required base version (${microsOf(updateTime)}): ${name}`,
    )
}

function written(write: Write, before: StoredDocument | undefined, micros: number): StoredDocument | undefined {
  if (write.operation === 'delete' || !write.update) return undefined
  const { name, fields: given } = write.update
  const fields = write.updateMask
    ? write.updateMask.fieldPaths.reduce<Fields>(
        (so, path) => withValueAt(so, partsOf(path), valueAt(given, path)),
        before?.fields ?? {},
      )
    : given
  const bytes = sizeOfFields(fields) + Buffer.byteLength(name)
  if (bytes > mostBytes)
    throw new Refusal(
      status.INVALID_ARGUMENT,
      `Document '${name}' cannot be written because its size (${bytes} bytes) exceeds the maximum allowed size of ${mostBytes} bytes.`,
    )
  return { name, fields, createdMicros: before?.createdMicros ?? micros, updatedMicros: micros }
}
