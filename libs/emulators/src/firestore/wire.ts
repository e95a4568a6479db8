import { z } from 'zod'
import { fieldsSchema, momentSchema, valueSchema } from './values.ts'

/** What a client may say, as far as we listen. What we would have to obey and cannot is refused, not let pass. */
const database = z.string().regex(/^projects\/[^/]+\/databases\/[^/]+$/, 'a database is named projects/…/databases/…')
export const documentName = z
  .string()
  .regex(/^projects\/[^/]+\/databases\/[^/]+\/documents(\/[^/]+\/[^/]+)+$/, 'a document is named …/documents/…/…')
const parent = z.string().regex(/^projects\/[^/]+\/databases\/[^/]+\/documents(\/[^/]+\/[^/]+)*$/)
const unheard = (what: string) => z.null(`${what} is not spoken here`)
const bytes = z.instanceof(Buffer)

const precondition = z
  .object({
    conditionType: z.enum(['exists', 'updateTime']).optional(),
    exists: z.boolean().optional(),
    updateTime: momentSchema.nullish(),
  })
  .nullish()

export const writeSchema = z.object({
  operation: z.enum(['update', 'delete'], 'only updates and deletions are spoken here'),
  update: z.object({ name: documentName, fields: fieldsSchema }).nullish(),
  delete: documentName.optional(),
  updateMask: z.object({ fieldPaths: z.array(z.string()) }).nullish(),
  updateTransforms: z.array(z.unknown()).max(0, 'transforms are not spoken here'),
  currentDocument: precondition,
})
export type Write = z.infer<typeof writeSchema>

/** As the limit was documented for years; more than it may be taken today. */
const writes = z.array(writeSchema).max(500, 'at most 500 writes in a request')
export const commitRequest = z.object({ database, writes, transaction: bytes })
export const batchWriteRequest = z.object({ database, writes })
export const rollbackRequest = z.object({ database, transaction: bytes })

const transactionOptions = z.object({
  mode: z.enum(['readOnly', 'readWrite']).optional(),
  readOnly: z.object({ readTime: unheard('reading of the past') }).nullish(),
})
export const beginRequest = z.object({ database, options: transactionOptions.nullish() })

const consistency = {
  transaction: bytes.optional(),
  newTransaction: transactionOptions.nullish(),
  readTime: unheard('reading of the past').optional(),
}
export type Consistency = z.infer<z.ZodObject<typeof consistency>>

export const batchGetRequest = z.object({
  ...consistency,
  database,
  documents: z.array(documentName),
  mask: z.object({ fieldPaths: z.array(z.string()) }).nullish(),
})

const field = z.object({ fieldPath: z.string() })
const fieldFilter = z.object({
  field,
  op: z.enum([
    'LESS_THAN',
    'LESS_THAN_OR_EQUAL',
    'GREATER_THAN',
    'GREATER_THAN_OR_EQUAL',
    'EQUAL',
    'ARRAY_CONTAINS',
    'IN',
  ]),
  value: valueSchema,
})
export type FieldFilter = z.infer<typeof fieldFilter>
const simpleFilter = z.discriminatedUnion('filterType', [
  z.object({ filterType: z.literal('fieldFilter'), fieldFilter }),
])
const filter = z.discriminatedUnion('filterType', [
  z.object({ filterType: z.literal('fieldFilter'), fieldFilter }),
  z.object({
    filterType: z.literal('compositeFilter'),
    compositeFilter: z.object({ op: z.literal('AND'), filters: z.array(simpleFilter) }),
  }),
])
const direction = z.enum(['ASCENDING', 'DESCENDING', 'DIRECTION_UNSPECIFIED'])
const cursor = z.object({ values: z.array(valueSchema), before: z.boolean() })
export type Cursor = z.infer<typeof cursor>

export const structuredQuery = z.object({
  select: z.object({ fields: z.array(field) }).nullish(),
  from: z
    .array(
      z.object({ collectionId: z.string().min(1), allDescendants: z.literal(false, 'groups are not spoken here') }),
    )
    .length(1),
  where: filter.nullish(),
  orderBy: z.array(z.object({ field, direction })),
  startAt: cursor.nullish(),
  endAt: cursor.nullish(),
  offset: z.int(),
  limit: z.object({ value: z.int() }).nullish(),
  findNearest: unheard('the search for vectors'),
})
export type StructuredQuery = z.infer<typeof structuredQuery>

export const runQueryRequest = z.object({ ...consistency, parent, structuredQuery })
export const aggregationRequest = z.object({
  ...consistency,
  parent,
  structuredAggregationQuery: z.object({
    structuredQuery,
    aggregations: z.array(
      z.object({
        operator: z.literal('count', 'only counting is spoken here'),
        count: z.object({ upTo: unheard('a limit of counting') }),
        alias: z.string(),
      }),
    ),
  }),
})
