import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@frontdesk/process/clock'

/** Tokens that let one media stream of one call in, once, for a minute. At most one a call. */
export interface StreamTokens {
  /** The call's token: the outstanding one, for a minute more, so that a webhook told twice is answered the same; else a new one. */
  issue(callSid: string): string
  /** True once, for the call's own token, in time. */
  redeem(callSid: string, token: string | undefined): boolean
}

const lifetimeMs = 60_000

export function streamTokens(clock: Pick<Clock, 'monotonicMs'>): StreamTokens {
  const outstanding = new Map<string, { readonly token: Buffer; readonly untilMs: number }>()

  // Entries are in the order of their issue, hence of their end: what expired stands in front.
  const forgetExpired = () => {
    for (const [callSid, { untilMs }] of outstanding) {
      if (untilMs > clock.monotonicMs()) return
      outstanding.delete(callSid)
    }
  }

  return {
    issue(callSid) {
      forgetExpired()
      const token = outstanding.get(callSid)?.token ?? Buffer.from(randomBytes(32).toString('base64url'))
      outstanding.delete(callSid)
      outstanding.set(callSid, { token, untilMs: clock.monotonicMs() + lifetimeMs })
      return token.toString()
    },
    redeem(callSid, token) {
      forgetExpired()
      const entry = outstanding.get(callSid)
      if (entry === undefined || token === undefined) return false
      const given = Buffer.from(token)
      if (given.length !== entry.token.length || !timingSafeEqual(given, entry.token)) return false
      outstanding.delete(callSid)
      return true
    },
  }
}
