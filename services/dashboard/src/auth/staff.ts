import { isPasswordHash } from './password.ts'

/** A person who may sign in. */
export interface Staff {
  /** They sign in with it, and what they do is kept under it. */
  readonly name: string
  /** The telephone that rings first when they ring a caller back; without one they cannot. E.164. */
  readonly number: string | null
  /** The lines whose callers they may see. */
  readonly lineIds: 'all' | readonly string[]
  readonly passwordHash: string
}

export type ReadStaff =
  | { readonly ok: true; readonly staff: readonly Staff[] }
  | { readonly ok: false; readonly fault: string }

const nameShape = /^[\p{L}\p{N}][\p{L}\p{N} .'_-]{0,59}$/u
const numberShape = /^\+[1-9]\d{6,14}$/
const lineShape = /^[a-z0-9][a-z0-9-]{1,62}$/

/** Reads `NAME:NUMBER:LINES:HASH`, people separated by `;`. A fault names the person by place, never by what stands there. */
export function readStaff(text: string): ReadStaff {
  const staff: Staff[] = []
  const entries = text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  for (const [index, entry] of entries.entries()) {
    const person = readPerson(entry)
    if (typeof person === 'string') return { ok: false, fault: `person ${index + 1}: ${person}` }
    if (staff.some(({ name }) => name === person.name))
      return { ok: false, fault: `person ${index + 1}: the name is taken by another` }
    staff.push(person)
  }
  return staff.length === 0 ? { ok: false, fault: 'nobody is named' } : { ok: true, staff }
}

function readPerson(entry: string): Staff | string {
  const [name = '', number = '', lines = '', passwordHash = '', ...more] = entry.split(':').map((part) => part.trim())
  if (more.length > 0 || passwordHash === '') return 'must be NAME:NUMBER:LINES:HASH'
  if (!nameShape.test(name)) return 'the name must be letters, digits, spaces and . _ - alone'
  if (number !== '' && !numberShape.test(number)) return 'the number must be E.164, e.g. +493012345678, or empty'
  const lineIds = lines === '*' ? 'all' : lines.split('+')
  if (lineIds !== 'all' && !lineIds.every((id) => lineShape.test(id)))
    return 'the lines must be * or their ids, joined by +'
  if (!isPasswordHash(passwordHash)) return 'the hash must be what `pnpm dashboard:password` prints'
  return { name, number: number === '' ? null : number, lineIds, passwordHash }
}

/** True when the person may see and work the callers of the line. */
export const maySee = ({ lineIds }: Staff, lineId: string): boolean => lineIds === 'all' || lineIds.includes(lineId)
