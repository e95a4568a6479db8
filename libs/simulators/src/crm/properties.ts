import { z } from 'zod'
import { type BadProperty, invalidProperties } from './hubspot-errors.ts'

export type ObjectType = 'contacts' | 'notes' | 'calls'
export type Properties = Readonly<Record<string, string | null>>

/** The stages in their order; an API client moves a contact forward only. */
const LIFECYCLE_STAGES = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
  'other',
]
const LEAD_STATUSES = [
  'NEW',
  'OPEN',
  'IN_PROGRESS',
  'OPEN_DEAL',
  'UNQUALIFIED',
  'ATTEMPTED_TO_CONTACT',
  'CONNECTED',
  'BAD_TIMING',
]

const READ_ONLY = new Set(['hs_object_id', 'createdate', 'lastmodifieddate', 'hs_createdate', 'hs_lastmodifieddate'])

const KNOWN: Readonly<Record<ObjectType, readonly string[]>> = {
  contacts:
    'email firstname lastname phone mobilephone company jobtitle website address city state zip country hs_language lifecyclestage hs_lead_status hubspot_owner_id message'.split(
      ' ',
    ),
  notes: 'hs_timestamp hs_note_body hubspot_owner_id hs_attachment_ids'.split(' '),
  calls:
    'hs_timestamp hs_call_title hs_call_body hs_call_direction hs_call_disposition hs_call_duration hs_call_from_number hs_call_to_number hs_call_recording_url hs_call_status hubspot_owner_id'.split(
      ' ',
    ),
}

/** What is answered when the client names no properties. */
export const DEFAULT_PROPERTIES: Readonly<Record<ObjectType, readonly string[]>> = {
  contacts: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
  notes: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
  calls: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
}

export function isKnown(type: ObjectType, name: string, custom: readonly string[]): boolean {
  return KNOWN[type].includes(name) || READ_ONLY.has(name) || custom.includes(name)
}

const writtenSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

/**
 * Reads the properties that a client writes, as HubSpot would keep them: strings, emails in lower case, '' as unset.
 * @throws Refused with the whole list of what does not fit
 */
export function readProperties(type: ObjectType, written: unknown, custom: readonly string[]): Properties {
  const parsed = writtenSchema.safeParse(written ?? {})
  if (!parsed.success) throw invalidProperties([{ name: 'properties', error: 'INVALID', message: 'not a string map' }])
  const bad = Object.entries(parsed.data).flatMap(([name, value]) => fault(type, name, String(value ?? ''), custom))
  if (bad.length > 0) throw invalidProperties(bad)
  return Object.fromEntries(Object.entries(parsed.data).map(([name, value]) => [name, kept(name, value)]))
}

function kept(name: string, value: string | number | boolean | null): string | null {
  if (value === null || value === '') return null
  return name === 'email' ? String(value).toLowerCase() : String(value)
}

function fault(type: ObjectType, name: string, value: string, custom: readonly string[]): BadProperty[] {
  const bad = (error: string, message: string) => [{ name, error, message }]
  if (!isKnown(type, name, custom)) return bad('PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`)
  if (READ_ONLY.has(name)) return bad('READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set.`)
  if (value === '') return []
  if (name === 'email' && !z.email().safeParse(value).success) {
    return bad('INVALID_EMAIL', `Email address ${value} is invalid`)
  }
  if (name === 'lifecyclestage' && !LIFECYCLE_STAGES.includes(value)) return bad('INVALID_OPTION', notOption(value))
  if (name === 'hs_lead_status' && !LEAD_STATUSES.includes(value)) return bad('INVALID_OPTION', notOption(value))
  if (name === 'hs_timestamp' && Number.isNaN(Date.parse(value)) && !/^\d+$/.test(value)) {
    return bad('INVALID_DATE', `${value} was not a valid long.`)
  }
  return []
}

const notOption = (value: string) => `${value} was not one of the allowed options`

/** Merges an update. A step back in the lifecycle is dropped without a word, as HubSpot does. */
export function merged(old: Properties, update: Properties): Properties {
  const { lifecyclestage, ...rest } = update
  if (lifecyclestage === undefined) return { ...old, ...rest }
  const isBack =
    typeof lifecyclestage === 'string' &&
    LIFECYCLE_STAGES.indexOf(lifecyclestage) < LIFECYCLE_STAGES.indexOf(old.lifecyclestage ?? '')
  return isBack ? { ...old, ...rest } : { ...old, ...update }
}

/** The part of an object's properties that an answer shows: a known one that is not set is null, others are absent. */
export function selected(type: ObjectType, all: Properties, names: readonly string[], custom: readonly string[]) {
  const wanted = [...new Set([...DEFAULT_PROPERTIES[type], ...names])].filter((name) => isKnown(type, name, custom))
  return Object.fromEntries(wanted.map((name) => [name, all[name] ?? null]))
}
