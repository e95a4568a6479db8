import { z } from 'zod'
import type { Store, Table } from '../server/store.ts'
import { contactExists, invalid, invalidProperties, notFound } from './hubspot-errors.ts'
import { merged, type ObjectType, type Properties, readProperties } from './properties.ts'

const objectSchema = z.object({
  type: z.enum(['contacts', 'notes', 'calls']),
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  archived: z.boolean(),
})
export type CrmObject = z.infer<typeof objectSchema>

interface Rules {
  readonly customProperties: readonly string[]
  readonly now: () => number
}

const FIRST_ID = 101

/** Contacts, notes and calls, with HubSpot's rules of identity: an email names one contact, a phone number does not. */
export class Objects {
  readonly #table: Table<CrmObject>
  readonly #rules: Rules
  /** What each object was like, oldest first: the search index looks back at these. */
  readonly #past = new Map<string, CrmObject[]>()

  constructor(store: Store, rules: Rules) {
    this.#table = store.table('objects', objectSchema)
    this.#rules = rules
    for (const object of this.#table.rows()) this.#past.set(object.id, [object])
  }

  all(type: ObjectType): CrmObject[] {
    return this.#table.rows().filter((object) => object.type === type && !object.archived)
  }

  /** The objects as they were at a moment. */
  asOf(type: ObjectType, atMs: number): CrmObject[] {
    return this.#table.rows().flatMap(({ type: ofType, id }) => {
      if (ofType !== type) return []
      const then = this.#past.get(id)?.findLast((object) => object.updatedAtMs <= atMs)
      return then && !then.archived ? [then] : []
    })
  }

  find(type: ObjectType, id: string, idProperty: string | null): CrmObject | undefined {
    if (idProperty === null || idProperty === 'hs_object_id') return this.all(type).find((object) => object.id === id)
    // HubSpot looks up by unique properties only; a phone number is none.
    if (type !== 'contacts' || idProperty !== 'email') throw invalid(`Property ${idProperty} is not a unique property`)
    return this.all(type).find((object) => object.properties.email === id.toLowerCase())
  }

  get(type: ObjectType, id: string, idProperty: string | null = null): CrmObject {
    const object = this.find(type, id, idProperty)
    if (!object) throw notFound()
    return object
  }

  create(type: ObjectType, written: unknown): CrmObject {
    const properties = readProperties(type, written, this.#rules.customProperties)
    this.#assertEmailFree(properties.email, undefined)
    if (type !== 'contacts' && !properties.hs_timestamp) {
      const message = 'Required property not set: hs_timestamp'
      throw invalidProperties([{ name: 'hs_timestamp', error: 'REQUIRED_FIELD', message }])
    }
    const nowMs = this.#rules.now()
    const id = String(FIRST_ID + this.#table.rows().length)
    return this.#write({ type, id, properties, createdAtMs: nowMs, updatedAtMs: nowMs, archived: false })
  }

  update(object: CrmObject, written: unknown): CrmObject {
    const properties = readProperties(object.type, written, this.#rules.customProperties)
    this.#assertEmailFree(properties.email, object.id)
    const whole = merged(object.properties, properties)
    return this.#write({ ...object, properties: whole, updatedAtMs: this.#rules.now() })
  }

  archive(object: CrmObject): void {
    this.#write({ ...object, archived: true, updatedAtMs: this.#rules.now() })
  }

  #assertEmailFree(email: string | null | undefined, ownId: string | undefined): void {
    const taken = email ? this.find('contacts', email, 'email') : undefined
    if (taken && taken.id !== ownId) throw contactExists(taken.id)
  }

  #write(object: Omit<CrmObject, 'properties'> & { readonly properties: Properties }): CrmObject {
    const isContact = object.type === 'contacts'
    const properties = {
      ...object.properties,
      hs_object_id: object.id,
      [isContact ? 'createdate' : 'hs_createdate']: new Date(object.createdAtMs).toISOString(),
      [isContact ? 'lastmodifieddate' : 'hs_lastmodifieddate']: new Date(object.updatedAtMs).toISOString(),
    }
    const whole = { ...object, properties }
    this.#table.put(`${object.type}/${object.id}`, whole)
    this.#past.set(object.id, [...(this.#past.get(object.id) ?? []), whole])
    return whole
  }
}
