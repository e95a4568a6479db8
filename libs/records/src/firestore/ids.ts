import { createHash } from 'node:crypto'

/**
 * Names a document by what it is about. A digest, for three reasons: neighbours in time are not neighbours in the index, any text
 * is a lawful name, and names of documents stand in the vendor's logs and errors, where no number of a caller may be (I4).
 */
export const idOf = (...about: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 40)

/** How many ranges an index is cut into whose entries would else all be written at its end. */
const shards = 10
export const everyShard: readonly number[] = Array.from({ length: shards }, (_, n) => n)
export const shardOf = (id: string): number => Number.parseInt(id.slice(0, 8), 16) % shards
