import { status } from '@grpc/grpc-js'
import { z } from 'zod'
import { Refusal } from '../grpc/refusal.ts'
import { filtersOf, type Order, ordersOf } from './query.ts'
import type { StructuredQuery } from './wire.ts'

const order = z.enum(['ASCENDING', 'DESCENDING'])
const queryScope = z.literal('COLLECTION')
const mode = z.union([
  z.strictObject({ order, queryScope }),
  z.strictObject({ arrayConfig: z.literal('CONTAINS'), queryScope }),
])

/** The file that `firebase deploy --only firestore:indexes` reads. https://firebase.google.com/docs/reference/firestore/indexes */
export const indexFileSchema = z.strictObject({
  indexes: z.array(
    z.strictObject({
      collectionGroup: z.string(),
      queryScope,
      fields: z.array(z.strictObject({ fieldPath: z.string(), order })).min(2),
    }),
  ),
  fieldOverrides: z.array(
    z.strictObject({
      collectionGroup: z.string(),
      /** `*` for every field that is not named itself. */
      fieldPath: z.string(),
      ttl: z.boolean().optional(),
      indexes: z.array(mode),
    }),
  ),
})
export type IndexFile = z.infer<typeof indexFileSchema>

/**
 * Refuses what no index answers, as production does and Google's emulator does not. Stricter in one thing: the service may
 * join several declared indexes where one that fits is missing, and we do not.
 */
export function checkIndexed(query: StructuredQuery, file: IndexFile): void {
  const collection = query.from[0]?.collectionId ?? ''
  const filters = filtersOf(query)
  const orders = ordersOf(query).filter(({ path }) => path !== '__name__')
  const equal = new Set(filters.filter(({ op }) => op === 'EQUAL' || op === 'IN').map(({ field }) => field.fieldPath))
  const contained = filters.filter(({ op }) => op === 'ARRAY_CONTAINS').map(({ field }) => field.fieldPath)
  const behind = orders.filter(({ path }) => !equal.has(path))
  const isSimple = behind.length === 0 || (behind.length === 1 && equal.size === 0 && contained.length === 0)
  if (!isSimple || (contained.length > 0 && behind.length > 0)) {
    if (!file.indexes.some((index) => index.collectionGroup === collection && fits(index, equal, behind)))
      refuse(collection, [...equal].map((path) => `${path} in any order`).concat(behind.map(wordsOf)))
    return
  }
  for (const path of equal)
    if (modesOf(file, collection, path).every((one) => !('order' in one))) refuse(collection, [path])
  for (const path of contained)
    if (modesOf(file, collection, path).every((one) => 'order' in one)) refuse(collection, [`${path} as a list`])
  for (const one of behind) {
    const wanted = one.descending ? 'DESCENDING' : 'ASCENDING'
    if (!modesOf(file, collection, one.path).some((has) => 'order' in has && has.order === wanted))
      refuse(collection, [wordsOf(one)])
  }
}

const wordsOf = ({ path, descending }: Order): string => `${path} ${descending ? 'descending' : 'ascending'}`

function fits({ fields }: IndexFile['indexes'][number], equal: ReadonlySet<string>, behind: readonly Order[]): boolean {
  if (fields.length !== equal.size + behind.length) return false
  const [first, rest] = [fields.slice(0, equal.size), fields.slice(equal.size)]
  const isDirected = behind.every(
    ({ path, descending }, index) =>
      rest[index]?.fieldPath === path && (rest[index]?.order === 'DESCENDING') === descending,
  )
  return isDirected && first.every(({ fieldPath }) => equal.has(fieldPath))
}

type Mode = z.infer<typeof mode>
const everyMode: readonly Mode[] = [
  { order: 'ASCENDING', queryScope: 'COLLECTION' },
  { order: 'DESCENDING', queryScope: 'COLLECTION' },
  { arrayConfig: 'CONTAINS', queryScope: 'COLLECTION' },
]

function modesOf({ fieldOverrides }: IndexFile, collection: string, path: string): readonly Mode[] {
  const of = fieldOverrides.filter(({ collectionGroup }) => collectionGroup === collection)
  const own = of.find(({ fieldPath }) => fieldPath === path) ?? of.find(({ fieldPath }) => fieldPath === '*')
  return own?.indexes ?? everyMode
}

function refuse(collection: string, fields: readonly string[]): never {
  throw new Refusal(
    status.FAILED_PRECONDITION,
    `The query requires an index that the file of indexes does not declare: ${collection} by ${fields.join(', ')}`,
  )
}
