import { createHash } from 'node:crypto'

/**
 * Our name for a call, made of the carrier's: a webhook that is told twice, or answered by another instance, speaks of the
 * same call without anything having been looked up.
 */
export const callIdOf = (callSid: string): string =>
  `call-${createHash('sha256').update(callSid).digest('hex').slice(0, 20)}`
