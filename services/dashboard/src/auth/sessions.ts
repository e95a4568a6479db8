import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@frontdesk/process/clock'
import type { Staff } from './staff.ts'

/** Who is signed in, as the browser carries it: nothing is kept here, so that any instance may be asked. */
export interface Sessions {
  issue(person: Staff): string
  read(token: string): Session | undefined
}

export interface Session {
  readonly person: Staff
  /** What a form of this session's pages carries, and no other page can know. */
  readonly formToken: string
}

export const sessionHours = 12

/** A session ends by itself, with the person's password, and with the key. */
export function sessionsOf(staff: readonly Staff[], key: string, clock: Pick<Clock, 'now'>): Sessions {
  const byName = new Map(staff.map((person) => [person.name, person]))
  const mac = (...parts: readonly string[]) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url')
  const sign = (person: Staff, ends: string, nonce: string) =>
    mac('session', person.name, person.passwordHash, ends, nonce)
  return {
    issue(person) {
      const ends = String(clock.now().add({ hours: sessionHours }).epochMilliseconds)
      const nonce = randomBytes(16).toString('base64url')
      const name = Buffer.from(person.name).toString('base64url')
      return [name, ends, nonce, sign(person, ends, nonce)].join('.')
    },
    read(token) {
      const [name = '', ends = '', nonce = '', signature = ''] = token.split('.')
      const person = byName.get(Buffer.from(name, 'base64url').toString())
      if (person === undefined || !isSame(signature, sign(person, ends, nonce))) return undefined
      if (!(Number(ends) > clock.now().epochMilliseconds)) return undefined
      return { person, formToken: mac('form', token) }
    },
  }
}

/** Compares in the same time wherever the first difference is. */
export function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
