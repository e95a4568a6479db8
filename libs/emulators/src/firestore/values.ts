import { z } from 'zod'

export interface Moment {
  readonly seconds: number
  readonly nanos: number
}
export type Fields = Readonly<Record<string, Value>>

/** A value as it stands on the wire: `valueType` names the one member that is there. */
export type Value =
  | { readonly valueType: 'nullValue'; readonly nullValue: 'NULL_VALUE' }
  | { readonly valueType: 'booleanValue'; readonly booleanValue: boolean }
  | { readonly valueType: 'integerValue'; readonly integerValue: number }
  | { readonly valueType: 'doubleValue'; readonly doubleValue: number }
  | { readonly valueType: 'timestampValue'; readonly timestampValue: Moment }
  | { readonly valueType: 'stringValue'; readonly stringValue: string }
  | { readonly valueType: 'bytesValue'; readonly bytesValue: Buffer }
  | { readonly valueType: 'referenceValue'; readonly referenceValue: string }
  | { readonly valueType: 'arrayValue'; readonly arrayValue: { readonly values: readonly Value[] } }
  | { readonly valueType: 'mapValue'; readonly mapValue: { readonly fields: Fields } }

export const momentSchema = z.object({ seconds: z.number(), nanos: z.number() })
const number = z.custom<number>((given) => typeof given === 'number')

export const valueSchema: z.ZodType<Value> = z.lazy(() =>
  z.discriminatedUnion('valueType', [
    z.object({ valueType: z.literal('nullValue'), nullValue: z.literal('NULL_VALUE') }),
    z.object({ valueType: z.literal('booleanValue'), booleanValue: z.boolean() }),
    z.object({ valueType: z.literal('integerValue'), integerValue: z.int() }),
    z.object({ valueType: z.literal('doubleValue'), doubleValue: number }),
    z.object({ valueType: z.literal('timestampValue'), timestampValue: momentSchema }),
    z.object({ valueType: z.literal('stringValue'), stringValue: z.string() }),
    z.object({ valueType: z.literal('bytesValue'), bytesValue: z.instanceof(Buffer) }),
    z.object({ valueType: z.literal('referenceValue'), referenceValue: z.string() }),
    z.object({ valueType: z.literal('arrayValue'), arrayValue: z.object({ values: z.array(unnested) }) }),
    z.object({ valueType: z.literal('mapValue'), mapValue: z.object({ fields: fieldsSchema }) }),
  ]),
)
const unnested = valueSchema.refine(
  ({ valueType }) => valueType !== 'arrayValue',
  'an array may not be in an array directly',
)
export const fieldsSchema = z.record(z.string(), valueSchema)

/** The order of kinds: https://cloud.google.com/firestore/docs/concepts/data-types#value_type_ordering */
const kinds = [
  ...[['nullValue'], ['booleanValue'], ['integerValue', 'doubleValue'], ['timestampValue'], ['stringValue']],
  ...[['bytesValue'], ['referenceValue'], ['arrayValue'], ['mapValue']],
]
export const kindOf = ({ valueType }: Value): number => kinds.findIndex((of) => of.includes(valueType))

const sign = <T extends number | string | boolean>(a: T, b: T): number => (a === b ? 0 : a < b ? -1 : 1)
/** By bytes, as the service compares text; JavaScript compares UTF-16 units. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
const numberOf = (value: Value): number | undefined =>
  value.valueType === 'integerValue'
    ? value.integerValue
    : value.valueType === 'doubleValue'
      ? value.doubleValue
      : undefined

export function compareValues(a: Value, b: Value): number {
  const [left, right] = [numberOf(a), numberOf(b)]
  if (left !== undefined && right !== undefined) return sign(left, right)
  if (a.valueType === 'booleanValue' && b.valueType === a.valueType) return sign(a.booleanValue, b.booleanValue)
  if (a.valueType === 'stringValue' && b.valueType === a.valueType) return byBytes(a.stringValue, b.stringValue)
  if (a.valueType === 'referenceValue' && b.valueType === a.valueType)
    return compareNames(a.referenceValue, b.referenceValue)
  if (a.valueType === 'bytesValue' && b.valueType === a.valueType) return Buffer.compare(a.bytesValue, b.bytesValue)
  if (a.valueType === 'timestampValue' && b.valueType === a.valueType) {
    const { seconds, nanos } = b.timestampValue
    return sign(a.timestampValue.seconds, seconds) || sign(a.timestampValue.nanos, nanos)
  }
  if (a.valueType === 'arrayValue' && b.valueType === a.valueType)
    return compareLists(a.arrayValue.values, b.arrayValue.values)
  if (a.valueType === 'mapValue' && b.valueType === a.valueType)
    return compareMaps(a.mapValue.fields, b.mapValue.fields)
  return sign(kindOf(a), kindOf(b))
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index]
    const order = other === undefined ? 1 : compareValues(value, other)
    if (order !== 0) return order
  }
  return sign(a.length, b.length)
}

function compareMaps(a: Fields, b: Fields): number {
  const sorted = (fields: Fields) => Object.entries(fields).sort(([left], [right]) => byBytes(left, right))
  const others = sorted(b)
  for (const [index, [key, value]] of sorted(a).entries()) {
    const [otherKey, other] = others[index] ?? []
    if (otherKey === undefined || other === undefined) return 1
    const order = byBytes(key, otherKey) || compareValues(value, other)
    if (order !== 0) return order
  }
  return sign(Object.keys(a).length, others.length)
}

/** Names compare by their parts: a document comes before what is under it. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')]
  for (const [index, part] of left.entries()) {
    const other = right[index]
    const order = other === undefined ? 1 : byBytes(part, other)
    if (order !== 0) return order
  }
  return sign(left.length, right.length)
}

/** How many bytes a value counts: https://cloud.google.com/firestore/docs/storage-size */
export function sizeOf(value: Value): number {
  switch (value.valueType) {
    case 'nullValue':
    case 'booleanValue':
      return 1
    case 'stringValue':
      return Buffer.byteLength(value.stringValue) + 1
    case 'bytesValue':
      return value.bytesValue.length
    case 'referenceValue':
      return Buffer.byteLength(value.referenceValue) + 16
    case 'arrayValue':
      return value.arrayValue.values.reduce((sum, one) => sum + sizeOf(one), 0)
    case 'mapValue':
      return sizeOfFields(value.mapValue.fields)
    default:
      return 8
  }
}

export const sizeOfFields = (fields: Fields): number =>
  Object.entries(fields).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + 1 + sizeOf(value), 32)
