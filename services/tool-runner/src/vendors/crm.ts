import { Client } from '@hubspot/api-client'
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/Filter.js'
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/objects/notes/models/AssociationSpec.js'
import { z } from 'zod'
import { spellingsOf } from '../number-plan.ts'
import { ask, failureOfStatus, failureWithoutAnswer, VendorFailure } from './vendor-failure.ts'

export interface Person {
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
}

export interface Contact {
  readonly id: string
  readonly createdAt: Temporal.Instant
}

export interface Note {
  readonly at: Temporal.Instant
  readonly html: string
}

/** The practice's address book of customers, in our words. Every method throws VendorFailure, or the signal's reason. */
export interface Crm {
  /** The person's contact, by e-mail address, else by number. */
  find(person: Person, signal: AbortSignal): Promise<Contact | undefined>
  /** Makes the contact, or adds to the one that exists what it lacks; what it says already stays. */
  upsert(
    person: Person,
    as: 'customer' | 'lead',
    signal: AbortSignal,
  ): Promise<{ id: string; action: 'created' | 'updated' }>
  /** Adds to the contact what it lacks of the person. False where it is gone, or has become somebody else's. */
  complete(contactId: string, person: Person, as: 'customer' | 'lead', signal: AbortSignal): Promise<boolean>
  /** The contact's note that holds `reference`. */
  findNote(contactId: string, reference: string, signal: AbortSignal): Promise<string | undefined>
  addNote(contactId: string, note: Note, signal: AbortSignal): Promise<string>
}

export interface CrmOptions {
  readonly accessToken: string
  readonly apiUrl: string
  readonly timeoutMs: number
}

const vendor = 'crm'
/** HubSpot's own association of a note with a contact. */
const noteToContact = 202

type Caller = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>

/** HubSpot. Of its own accord the client neither retries nor gives up. */
export function hubspotCrm({ accessToken, apiUrl, timeoutMs }: CrmOptions): Crm {
  const { crm } = new Client({ accessToken, basePath: apiUrl, numberOfApiCallRetries: 0 })
  const call: Caller = (signal, work) => ask({ vendor, timeoutMs, signal, read: readFailure }, work)
  return { ...contactsOf(crm.contacts, call), ...notesOf(crm.objects.notes, call) }
}

type Contacts = Pick<Crm, 'find' | 'upsert' | 'complete'>

function contactsOf({ basicApi, searchApi }: Client['crm']['contacts'], call: Caller): Contacts {
  const read = (name: string, by: 'email' | undefined, signal: AbortSignal) =>
    call(signal, async () =>
      readContact(await basicApi.getById(name, [...kept], undefined, undefined, undefined, by)),
    ).catch((error: unknown) => {
      if (error instanceof VendorFailure && error.kind === 'not-found') return undefined
      throw error
    })
  const byPhone = (person: Person, phone: string, signal: AbortSignal) =>
    call(signal, async () => {
      const answer = await searchApi.doSearch({ ...searchOfNumber(phone), properties: [...kept] })
      return bestOf(readResults(answer).map(readContact), person)
    })
  const find = async (person: Person, signal: AbortSignal): Promise<Kept | undefined> => {
    const found = person.email === null ? undefined : await read(person.email, 'email', signal)
    return found ?? (person.phone === null ? undefined : byPhone(person, person.phone, signal))
  }
  const add = (id: string, properties: Record<string, string>, signal: AbortSignal) =>
    call(signal, async () => readId(await basicApi.update(id, { properties })))
  const create = (properties: Record<string, string>, signal: AbortSignal) =>
    call(signal, async () => readId(await basicApi.create({ properties, associations: [] })))

  const complete = async (contactId: string, person: Person, as: 'customer' | 'lead', signal: AbortSignal) => {
    const contact = await read(contactId, undefined, signal)
    if (contact === undefined || !isPerhaps(contact, person)) return false
    await add(contact.id, { ...lacking(contact, person), ...stageOf(as) }, signal)
    return true
  }
  return {
    find,
    complete,
    async upsert(person, as, signal) {
      const found = await find(person, signal)
      if (found !== undefined) {
        return { id: await add(found.id, { ...lacking(found, person), ...stageOf(as) }, signal), action: 'updated' }
      }
      try {
        return { id: await create({ ...propertiesOf(person), ...stageOf(as) }, signal), action: 'created' }
      } catch (error) {
        // Somebody made it between our look and our word: HubSpot says which it is.
        const id = error instanceof VendorFailure && error.kind === 'conflict' ? error.vendorCode : undefined
        if (id === undefined || !(await complete(id, person, as, signal))) throw error
        return { id, action: 'updated' }
      }
    },
  }
}

const stageOf = (as: 'customer' | 'lead'): Record<string, string> => (as === 'lead' ? { lifecyclestage: 'lead' } : {})

function notesOf(
  { basicApi, searchApi }: Client['crm']['objects']['notes'],
  call: Caller,
): Pick<Crm, 'findNote' | 'addNote'> {
  return {
    findNote: (contactId, reference, signal) =>
      call(signal, async () => {
        const query = { ...search('associations.contact', contactId), properties: ['hs_note_body'] }
        const notes = readResults(await searchApi.doSearch(query)).map((one) => reading(noteSchema, one))
        return notes.find(({ properties }) => properties.hs_note_body?.includes(reference))?.id
      }),
    addNote: (contactId, { at, html }, signal) =>
      call(signal, async () => {
        const properties = { hs_timestamp: at.toString({ fractionalSecondDigits: 3 }), hs_note_body: html }
        const types = [{ associationCategory: Category.HubspotDefined, associationTypeId: noteToContact }]
        return readId(await basicApi.create({ properties, associations: [{ to: { id: contactId }, types }] }))
      }),
  }
}

const search = (propertyName: string, value: string) => ({
  filterGroups: [{ filters: [{ propertyName, operator: FilterOperatorEnum.Eq, value }] }],
  limit: 100,
})

/** As a program writes it, and as people do; in either of the fields for it. */
const searchOfNumber = (phone: string) => ({
  filterGroups: ['phone', 'mobilephone'].map((propertyName) => ({
    filters: [{ propertyName, operator: FilterOperatorEnum.In, values: [...spellingsOf(phone)] }],
  })),
  limit: 100,
})

const kept = ['email', 'phone', 'firstname', 'lastname'] as const
const property = z.string().nullish()
const contactSchema = z
  .object({
    id: z.string().min(1),
    createdAt: z.date(),
    properties: z.object({ email: property, phone: property, firstname: property, lastname: property }),
  })
  .transform(({ id, createdAt, properties }) => ({ id, createdAt: createdAt.toTemporalInstant(), properties }))
type Kept = z.infer<typeof contactSchema>
const noteSchema = z.object({ id: z.string(), properties: z.object({ hs_note_body: property }) })

const readContact = (answer: unknown): Kept => reading(contactSchema, answer)
const readId = (answer: unknown): string => reading(z.object({ id: z.string().min(1) }), answer).id
const readResults = (answer: unknown): unknown[] => reading(z.object({ results: z.array(z.unknown()) }), answer).results

function reading<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new VendorFailure(vendor, 'unavailable', { status: 200, vendorCode: 'unreadable' })
}

/** A contact that has another e-mail address than the person's is somebody else. */
const isPerhaps = ({ properties: { email } }: Kept, person: Person) =>
  !email || !person.email || sameText(email, person.email)

/** A number may be a family's: of its contacts the one of that name, else the first. */
function bestOf(found: readonly Kept[], person: Person): Kept | undefined {
  const fitting = found.filter((contact) => isPerhaps(contact, person))
  const name = ({ properties }: Kept) => `${properties.firstname ?? ''} ${properties.lastname ?? ''}`
  return fitting.find((contact) => sameText(name(contact), person.name)) ?? fitting[0]
}

const sameText = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()

function propertiesOf({ name, phone, email }: Person): Record<string, string> {
  const words = name.trim().split(/\s+/)
  const firstname = words.slice(0, -1).join(' ')
  const lastname = words.at(-1) ?? ''
  return present({ firstname, lastname, phone, email })
}

function lacking({ properties }: Kept, person: Person): Record<string, string> {
  const all = Object.entries(propertiesOf(person))
  const isNamed = Boolean(properties.firstname || properties.lastname)
  const isLacking = ([key]: [string, string]) => (key === 'phone' || key === 'email' ? !properties[key] : !isNamed)
  const missing = Object.fromEntries(all.filter(isLacking))
  // Nothing to add: the same again, so that the contact shows when we were last in touch.
  return Object.keys(missing).length > 0 ? missing : reachedBy(person)
}

const reachedBy = ({ phone, email }: Person) => present(email === null ? { phone } : { email })

const present = (properties: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(Object.entries(properties).filter((entry): entry is [string, string] => Boolean(entry[1])))

const apiException = z.object({ code: z.number(), body: z.unknown() })
const conflictBody = z.object({ message: z.string() })

/** The client's own message holds the whole answer, and is not kept. Of a conflict we keep the id of what exists. */
function readFailure(error: unknown): VendorFailure {
  const parsed = apiException.safeParse(error)
  if (!parsed.success) return failureWithoutAnswer(vendor, error)
  const { code, body } = parsed.data
  if (code < 400) return new VendorFailure(vendor, 'unavailable', { status: code })
  if (code !== 409) return failureOfStatus(vendor, code)
  const [, id] = /Existing ID: (\d+)/.exec(conflictBody.safeParse(body).data?.message ?? '') ?? []
  return failureOfStatus(vendor, code, id)
}
