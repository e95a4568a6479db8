import { z } from 'zod'
import { invalid } from './hubspot-errors.ts'
import { isKnown, type ObjectType, type Properties } from './properties.ts'

const filterSchema = z.object({
  propertyName: z.string(),
  operator: z.enum(['EQ', 'NEQ', 'IN', 'HAS_PROPERTY', 'NOT_HAS_PROPERTY']),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
})
const searchSchema = z.object({
  filterGroups: z
    .array(z.object({ filters: z.array(filterSchema).max(6) }))
    .max(5)
    .default([]),
  properties: z.array(z.string()).default([]),
  limit: z.number().int().min(1).max(200).default(10),
  after: z.union([z.string(), z.number()]).optional(),
  sorts: z.array(z.unknown()).max(1).optional(),
})
type Filter = z.infer<typeof filterSchema>

/** An object as the search index knows it, which is not always as it is. */
export interface Indexed {
  readonly id: string
  readonly properties: Properties
  /** `contacts` → ids of the contacts that it is associated with. */
  readonly associated: (type: string) => readonly string[]
}

/**
 * Answers which objects a search finds: groups are alternatives, the filters in one must all hold.
 * @throws Refused for an unknown property and for what this simulator does not search by (`query`, other operators)
 */
export function search(body: unknown, type: ObjectType, index: readonly Indexed[], custom: readonly string[]) {
  const parsed = searchSchema.strict().safeParse(body ?? {})
  if (!parsed.success) throw invalid(`Invalid input JSON: ${z.prettifyError(parsed.error)}`)
  const { filterGroups, properties, limit, after } = parsed.data
  for (const { propertyName } of filterGroups.flatMap(({ filters }) => filters)) {
    if (!propertyName.startsWith('associations.') && !isKnown(type, propertyName, custom)) {
      throw invalid(`There was a problem with the request. Property ${propertyName} does not exist`)
    }
  }
  const found = index.filter(
    (object) => filterGroups.length === 0 || filterGroups.some(({ filters }) => filters.every((f) => holds(object, f))),
  )
  const from = Number(after ?? 0)
  const next = from + limit < found.length ? { paging: { next: { after: String(from + limit) } } } : {}
  return { total: found.length, ids: found.slice(from, from + limit).map(({ id }) => id), properties, ...next }
}

function holds(object: Indexed, { propertyName, operator, value = '', values = [] }: Filter): boolean {
  if (propertyName.startsWith('associations.')) {
    const associated = object.associated(propertyName.slice('associations.'.length))
    return operator === 'EQ' ? associated.includes(value) : values.some((id) => associated.includes(id))
  }
  // Strings are compared without regard to case.
  const own = (object.properties[propertyName] ?? '').toLowerCase()
  switch (operator) {
    case 'EQ':
      return own !== '' && own === value.toLowerCase()
    case 'NEQ':
      return own !== '' && own !== value.toLowerCase()
    case 'IN':
      return values.some((one) => own !== '' && own === one.toLowerCase())
    case 'HAS_PROPERTY':
      return own !== ''
    case 'NOT_HAS_PROPERTY':
      return own === ''
    default:
      return operator satisfies never
  }
}
