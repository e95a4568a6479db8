import { status } from '@grpc/grpc-js'
import { Refusal } from '../grpc/refusal.ts'
import type { Fields, Value } from './values.ts'

/** Names of fields, dotted; what is no simple name stands in backticks. */
const part = /`((?:[^`\\]|\\.)+)`|([A-Za-z_][A-Za-z0-9_]*)/y

export function partsOf(path: string): string[] {
  const parts: string[] = []
  for (part.lastIndex = 0; ; part.lastIndex++) {
    const found = part.exec(path)
    if (found === null) throw new Refusal(status.INVALID_ARGUMENT, `no path of a field: ${path}`)
    parts.push(found[2] ?? (found[1] ?? '').replace(/\\(.)/g, '$1'))
    const at = found.index + found[0].length
    if (at === path.length) return parts
    if (path[at] !== '.') throw new Refusal(status.INVALID_ARGUMENT, `no path of a field: ${path}`)
    part.lastIndex = at
  }
}

export function valueAt(fields: Fields, path: string): Value | undefined {
  const [first = '', ...rest] = partsOf(path)
  let value = fields[first]
  for (const name of rest) value = value?.valueType === 'mapValue' ? value.mapValue.fields[name] : undefined
  return value
}

/** The fields with the value at the path, or without what stood there. */
export function withValueAt(
  fields: Fields,
  [first = '', ...rest]: readonly string[],
  value: Value | undefined,
): Fields {
  const { [first]: before, ...others } = fields
  if (rest.length === 0) return value === undefined ? others : { ...others, [first]: value }
  const inner = before?.valueType === 'mapValue' ? before.mapValue.fields : {}
  return { ...others, [first]: { valueType: 'mapValue', mapValue: { fields: withValueAt(inner, rest, value) } } }
}
