import { z } from 'zod'
import type { Store, Table } from '../server/store.ts'
import { invalid } from './hubspot-errors.ts'
import type { ObjectType } from './properties.ts'

const linkSchema = z.object({
  fromType: z.string(),
  fromId: z.string(),
  toType: z.string(),
  toId: z.string(),
  typeId: z.number(),
})
export type Link = z.infer<typeof linkSchema>

/** HubSpot's own association types, both ways of each pair. */
const TYPE_IDS: Readonly<Record<string, number>> = {
  'notes>contacts': 202,
  'contacts>notes': 201,
  'calls>contacts': 194,
  'contacts>calls': 193,
}

const NAMES: Readonly<Record<string, ObjectType>> = {
  contacts: 'contacts',
  contact: 'contacts',
  '0-1': 'contacts',
  notes: 'notes',
  note: 'notes',
  '0-46': 'notes',
  calls: 'calls',
  call: 'calls',
  '0-48': 'calls',
}

/** @throws Refused when it is no type that this simulator keeps */
export function readObjectType(name: string | undefined): ObjectType {
  const type = NAMES[name ?? '']
  if (!type) throw invalid(`Unable to infer object type from: ${name}`)
  return type
}

export const associationSpecSchema = z.object({ associationCategory: z.string(), associationTypeId: z.number() })

export class Associations {
  readonly #links: Table<Link>

  constructor(store: Store) {
    this.#links = store.table('associations', linkSchema)
  }

  /** Ids of what an object is associated with. */
  of(fromType: ObjectType, fromId: string, toType: ObjectType): Link[] {
    return this.#links
      .rows()
      .filter((link) => link.fromType === fromType && link.fromId === fromId && link.toType === toType)
  }

  /** @throws Refused when the association type does not join these two types */
  defaultTypeId(fromType: ObjectType, toType: ObjectType, typeId?: number): number {
    const known = TYPE_IDS[`${fromType}>${toType}`]
    if (known === undefined || (typeId !== undefined && typeId !== known)) {
      throw invalid(`One or more association types are not valid between ${fromType} and ${toType}`)
    }
    return known
  }

  /** Associates both ways; once more changes nothing. */
  join(fromType: ObjectType, fromId: string, toType: ObjectType, toId: string): Link {
    const there = { fromType, fromId, toType, toId, typeId: this.defaultTypeId(fromType, toType) }
    const back = {
      fromType: toType,
      fromId: toId,
      toType: fromType,
      toId: fromId,
      typeId: this.defaultTypeId(toType, fromType),
    }
    for (const link of [there, back]) {
      this.#links.put(`${link.fromType}/${link.fromId}>${link.toType}/${link.toId}`, link)
    }
    return there
  }
}
