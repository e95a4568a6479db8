import { status } from '@grpc/grpc-js'
import { Refusal } from '../grpc/refusal.ts'
import type { StoredDocument } from './documents.ts'
import { valueAt } from './field-path.ts'
import { compareValues, type Fields, kindOf, type Value } from './values.ts'
import type { Cursor, FieldFilter, StructuredQuery } from './wire.ts'

export interface Order {
  readonly path: string
  readonly descending: boolean
}

const nameField = '__name__'
const mostAlternatives = 30
const isRange = ({ op }: FieldFilter): boolean => op.includes('THAN')

export function filtersOf({ where }: StructuredQuery): readonly FieldFilter[] {
  if (!where) return []
  return where.filterType === 'fieldFilter'
    ? [where.fieldFilter]
    : where.compositeFilter.filters.map(({ fieldFilter }) => fieldFilter)
}

/** The order that is asked for, with what the service adds to it: the fields of ranges, and the name to settle ties. */
export function ordersOf(query: StructuredQuery): readonly Order[] {
  const orders: Order[] = query.orderBy.map(({ field, direction }) => ({
    path: field.fieldPath,
    descending: direction === 'DESCENDING',
  }))
  const descending = orders.at(-1)?.descending ?? false
  const ranges = filtersOf(query)
    .filter(isRange)
    .map(({ field }) => field.fieldPath)
  for (const path of [...ranges.sort(), nameField])
    if (!orders.some((order) => order.path === path)) orders.push({ path, descending })
  return orders
}

const at = ({ name, fields }: StoredDocument, path: string): Value | undefined =>
  path === nameField ? { valueType: 'referenceValue', referenceValue: name } : valueAt(fields, path)

/** What of the collection answers the query, in its order. @throws Refusal when the service would refuse it too */
export function answersTo(query: StructuredQuery, collection: readonly StoredDocument[]): StoredDocument[] {
  const [filters, orders] = [filtersOf(query), ordersOf(query)]
  const found = collection
    .filter((document) => filters.every((filter) => passes(document, filter)))
    .filter((document) => orders.every(({ path }) => at(document, path) !== undefined))
    .filter((document) => isBetween(document, query, orders))
    .sort((a, b) => compareBy(orders, a, b))
  const { offset, limit } = query
  return found.slice(offset, limit ? offset + limit.value : undefined)
}

function passes(document: StoredDocument, { field, op, value }: FieldFilter): boolean {
  const own = at(document, field.fieldPath)
  if (own === undefined) return false
  if (op === 'IN') return alternativesOf(value).some((one) => compareValues(own, one) === 0)
  if (op === 'ARRAY_CONTAINS')
    return own.valueType === 'arrayValue' && own.arrayValue.values.some((one) => compareValues(one, value) === 0)
  if (kindOf(own) !== kindOf(value)) return false
  const order = compareValues(own, value)
  switch (op) {
    case 'EQUAL':
      return order === 0
    case 'LESS_THAN':
      return order < 0
    case 'LESS_THAN_OR_EQUAL':
      return order <= 0
    case 'GREATER_THAN':
      return order > 0
    case 'GREATER_THAN_OR_EQUAL':
      return order >= 0
    default:
      return op satisfies never
  }
}

function alternativesOf(value: Value): readonly Value[] {
  const values = value.valueType === 'arrayValue' ? value.arrayValue.values : []
  if (values.length === 0 || values.length > mostAlternatives)
    throw new Refusal(status.INVALID_ARGUMENT, `'IN' takes 1 to ${mostAlternatives} values, not ${values.length}`)
  return values
}

function compareBy(orders: readonly Order[], a: StoredDocument, b: StoredDocument): number {
  for (const { path, descending } of orders) {
    const [left, right] = [at(a, path), at(b, path)]
    const order = left === undefined || right === undefined ? 0 : compareValues(left, right)
    if (order !== 0) return descending ? -order : order
  }
  return 0
}

function isBetween(document: StoredDocument, { startAt, endAt }: StructuredQuery, orders: readonly Order[]): boolean {
  if (startAt) {
    const order = compareToCursor(document, startAt, orders)
    if (startAt.before ? order < 0 : order <= 0) return false
  }
  if (!endAt) return true
  const order = compareToCursor(document, endAt, orders)
  return endAt.before ? order < 0 : order <= 0
}

function compareToCursor(document: StoredDocument, { values }: Cursor, orders: readonly Order[]): number {
  if (values.length > orders.length)
    throw new Refusal(status.INVALID_ARGUMENT, 'Cursor has too many values for the order of the query')
  for (const [index, value] of values.entries()) {
    const { path = '', descending = false } = orders[index] ?? {}
    const own = at(document, path)
    const order = own === undefined ? 0 : compareValues(own, value)
    if (order !== 0) return descending ? -order : order
  }
  return 0
}

/** The fields that are asked for. */
export function selected({ select }: StructuredQuery, fields: Fields): Fields {
  if (!select) return fields
  const paths = select.fields.map(({ fieldPath }) => fieldPath).filter((path) => path !== nameField)
  return Object.fromEntries(
    paths.flatMap((path) => {
      const value = valueAt(fields, path)
      return value === undefined ? [] : [[path, value]]
    }),
  )
}
