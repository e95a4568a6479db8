import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@frontdesk/process/clock'

/**
 * Tokens that let one media stream of one call in, for a minute, on whichever instance it reaches: they are signed with a key
 * that all instances have, and name the call and their end. That one is used up by its first use is kept in the records, by
 * the pass that it holds.
 */
export interface StreamTokens {
  /**
   * The token of the call's nth stream. Asked again within its minute it is the same, so that a webhook told twice is
   * answered the same; a later stream gets a new one.
   */
  issue(callSid: string, stream: number): string
  /** The pass in a token of this call that we signed and that is not over; undefined for any other. */
  passOf(callSid: string, token: string | undefined): string | undefined
}

const lifetimeMs = 60_000
const shape = /^([0-9a-z]{1,11})\.([\w-]{22})\.([\w-]{43})$/

export function streamTokens(authToken: string, clock: Pick<Clock, 'now'>): StreamTokens {
  const nowMs = () => clock.now().epochMilliseconds
  // A key of its own: what is signed here can never pass as a signature of the carrier.
  const key = createHmac('sha256', authToken).update('frontdesk stream token 1').digest()
  const sign = (callSid: string, until: string, pass: string) =>
    createHmac('sha256', key).update(`${callSid} ${until} ${pass}`).digest('base64url')
  const outstanding = new Map<string, { readonly token: string; readonly untilMs: number }>()

  // Entries are in the order of their issue, hence of their end: what expired stands in front.
  const forgetExpired = () => {
    for (const [name, { untilMs }] of outstanding) {
      if (untilMs > nowMs()) return
      outstanding.delete(name)
    }
  }

  return {
    issue(callSid, stream) {
      forgetExpired()
      const name = `${callSid} ${stream}`
      const known = outstanding.get(name)
      if (known !== undefined) return known.token
      const untilMs = nowMs() + lifetimeMs
      const pass = randomBytes(16).toString('base64url')
      const until = untilMs.toString(36)
      const token = `${until}.${pass}.${sign(callSid, until, pass)}`
      outstanding.set(name, { token, untilMs })
      return token
    },
    passOf(callSid, token) {
      const [, until = '', pass = '', signature = ''] = shape.exec(token ?? '') ?? []
      const expected = Buffer.from(sign(callSid, until, pass))
      const given = Buffer.from(signature)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
      return Number.parseInt(until, 36) > nowMs() ? pass : undefined
    },
  }
}
