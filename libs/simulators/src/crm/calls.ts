import { z } from 'zod'
import { type Answer, type Ask, Refused, type Route } from '../server/vendor.ts'
import { type Associations, associationSpecSchema, readObjectType } from './associations.ts'
import { invalid } from './hubspot-errors.ts'
import type { CrmObject, Objects } from './objects.ts'
import { selected } from './properties.ts'
import { search } from './search.ts'

export type CrmCall =
  | 'objects.get'
  | 'objects.create'
  | 'objects.update'
  | 'objects.archive'
  | 'objects.search'
  | 'objects.batchUpsert'
  | 'associations.create'
  | 'associations.createDefault'
  | 'associations.list'

/** What the calls work on; `searchLagMs` may change while the simulator runs. */
export interface Crm {
  readonly objects: Objects
  readonly associations: Associations
  readonly customProperties: readonly string[]
  readonly now: () => number
  searchLagMs: number
}

export function routes(crm: Crm): Route<CrmCall>[] {
  const of = '/crm/v3/objects/:type'
  const one = `${of}/:id`
  const links = '/crm/v4/objects/:type/:id/associations'
  return [
    { call: 'objects.create', method: 'POST', path: of, answer: (ask) => create(crm, ask) },
    { call: 'objects.get', method: 'GET', path: one, answer: (ask) => get(crm, ask) },
    { call: 'objects.update', method: 'PATCH', path: one, answer: (ask) => update(crm, ask) },
    { call: 'objects.archive', method: 'DELETE', path: one, answer: (ask) => archive(crm, ask) },
    { call: 'objects.search', method: 'POST', path: `${of}/search`, answer: (ask) => find(crm, ask) },
    { call: 'objects.batchUpsert', method: 'POST', path: `${of}/batch/upsert`, answer: (ask) => upsert(crm, ask) },
    { call: 'associations.list', method: 'GET', path: `${links}/:toType`, answer: (ask) => listLinks(crm, ask) },
    { call: 'associations.create', method: 'PUT', path: `${links}/:toType/:toId`, answer: (ask) => link(crm, ask) },
    {
      call: 'associations.createDefault',
      method: 'PUT',
      path: `${links}/default/:toType/:toId`,
      answer: (ask) => linkDefault(crm, ask),
    },
  ]
}

const createSchema = z.object({
  properties: z.unknown(),
  associations: z
    .array(z.object({ to: z.object({ id: z.coerce.string() }), types: z.array(associationSpecSchema).min(1) }))
    .default([]),
})

function create(crm: Crm, ask: Ask): Answer {
  const type = readObjectType(ask.params.type)
  const { properties, associations } = read(createSchema, ask.body)
  // Everything is checked before anything is made: a note without its contact would be an effect of a refused request.
  for (const { to, types } of associations) {
    for (const { associationTypeId } of types) crm.associations.defaultTypeId(type, 'contacts', associationTypeId)
    if (!crm.objects.find('contacts', to.id, null)) throw invalid(`No contact with ID ${to.id} exists`)
  }
  const object = crm.objects.create(type, properties)
  for (const { to } of associations) crm.associations.join(type, object.id, 'contacts', to.id)
  return { status: 201, body: shown(crm, object, Object.keys(object.properties)) }
}

function get(crm: Crm, { params, query }: Ask): Answer {
  const type = readObjectType(params.type)
  const object = crm.objects.get(type, params.id ?? '', query.get('idProperty'))
  const associated = listed(query, 'associations').map((name) => {
    const links = crm.associations.of(type, object.id, readObjectType(name))
    const kind = `${type.slice(0, -1)}_to_${readObjectType(name).slice(0, -1)}`
    return [name, { results: links.map(({ toId }) => ({ id: toId, type: kind })) }] as const
  })
  const links = associated.length > 0 ? { associations: Object.fromEntries(associated) } : {}
  return { status: 200, body: { ...shown(crm, object, listed(query, 'properties')), ...links } }
}

const updateSchema = z.object({ properties: z.unknown() })

function update(crm: Crm, { params, query, body }: Ask): Answer {
  const object = crm.objects.get(readObjectType(params.type), params.id ?? '', query.get('idProperty'))
  const { properties } = read(updateSchema, body)
  const updated = crm.objects.update(object, properties)
  return { status: 200, body: shown(crm, updated, Object.keys(updated.properties)) }
}

function archive(crm: Crm, { params }: Ask): Answer {
  const object = crm.objects.find(readObjectType(params.type), params.id ?? '', null)
  if (object) crm.objects.archive(object)
  return { status: 204 }
}

function find(crm: Crm, { params, body }: Ask): Answer {
  const type = readObjectType(params.type)
  const index = crm.objects.asOf(type, crm.now() - crm.searchLagMs).map((object) => ({
    ...object,
    associated: (toType: string) =>
      crm.associations.of(type, object.id, readObjectType(toType)).map(({ toId }) => toId),
  }))
  const { total, ids, properties, ...paging } = search(body, type, index, crm.customProperties)
  const results = ids.flatMap((id) => {
    const indexed = index.find((object) => object.id === id)
    return indexed ? [shown(crm, indexed, properties)] : []
  })
  return { status: 200, body: { total, results, ...paging } }
}

const upsertSchema = z.object({
  inputs: z
    .array(z.object({ id: z.string(), idProperty: z.string().optional(), properties: z.unknown() }))
    .min(1)
    .max(100),
})

function upsert(crm: Crm, { params, body }: Ask): Answer {
  const type = readObjectType(params.type)
  const { inputs } = read(upsertSchema, body)
  const ids = inputs.map(({ id }) => id.toLowerCase())
  if (new Set(ids).size < ids.length) throw invalid('Duplicate IDs found in batch input')
  const done: unknown[] = []
  const errors: unknown[] = []
  for (const input of inputs) {
    try {
      done.push(upsertOne(crm, type, input))
    } catch (error) {
      if (!(error instanceof Refused) || inputs.length === 1) throw error
      errors.push(error.answer.body)
    }
  }
  const at = new Date(crm.now()).toISOString()
  const batch = { status: 'COMPLETE', results: done, startedAt: at, completedAt: at }
  return errors.length > 0
    ? { status: 207, body: { ...batch, numErrors: errors.length, errors } }
    : { status: 200, body: batch }
}

function upsertOne(
  crm: Crm,
  type: ReturnType<typeof readObjectType>,
  input: z.infer<typeof upsertSchema>['inputs'][number],
) {
  const { id, idProperty = null } = input
  const old = crm.objects.find(type, id, idProperty)
  if (!old && idProperty === null) throw invalid(`Object not found. objectId are usually numeric.`)
  const written = z.record(z.string(), z.unknown()).catch({}).parse(input.properties)
  const object = old
    ? crm.objects.update(old, written)
    : crm.objects.create(type, { ...written, ...(idProperty ? { [idProperty]: id } : {}) })
  return { ...shown(crm, object, Object.keys(object.properties)), new: old === undefined }
}

function linkDefault(crm: Crm, ask: Ask): Answer {
  const { fromId, toId, typeId } = join(crm, ask)
  const at = new Date(crm.now()).toISOString()
  const associationSpec = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId }
  const results = [{ from: { id: fromId }, to: { id: toId }, associationSpec }]
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } }
}

function link(crm: Crm, ask: Ask): Answer {
  const from = readObjectType(ask.params.type)
  const to = readObjectType(ask.params.toType)
  for (const spec of read(z.array(associationSpecSchema).min(1), ask.body)) {
    crm.associations.defaultTypeId(from, to, spec.associationTypeId)
  }
  const { fromId, toId } = join(crm, ask)
  return {
    status: 201,
    body: { fromObjectTypeId: from, fromObjectId: fromId, toObjectTypeId: to, toObjectId: toId, labels: [] },
  }
}

function join(crm: Crm, { params }: Ask) {
  const from = crm.objects.get(readObjectType(params.type), params.id ?? '')
  const to = crm.objects.get(readObjectType(params.toType), params.toId ?? '')
  return crm.associations.join(from.type, from.id, to.type, to.id)
}

function listLinks(crm: Crm, { params }: Ask): Answer {
  const object = crm.objects.get(readObjectType(params.type), params.id ?? '')
  const links = crm.associations.of(object.type, object.id, readObjectType(params.toType))
  const results = links.map(({ toId, typeId }) => ({
    toObjectId: Number(toId),
    associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId, label: null }],
  }))
  return { status: 200, body: { results } }
}

function shown(crm: Crm, object: CrmObject, names: readonly string[]) {
  return {
    id: object.id,
    properties: selected(object.type, object.properties, names, crm.customProperties),
    createdAt: new Date(object.createdAtMs).toISOString(),
    updatedAt: new Date(object.updatedAtMs).toISOString(),
    archived: object.archived,
  }
}

/** A list in a query, written `a,b` or by repeating the name. */
function listed(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((value) => value.split(',').filter(Boolean))
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw invalid(`Invalid input JSON: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
