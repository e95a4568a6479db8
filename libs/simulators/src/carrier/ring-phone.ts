import { setTimeout as pause } from 'node:timers/promises'
import type { Phone } from './party.ts'

const DEFAULT_RINGS_MS = 1_000

/** Lets a phone ring until its person does something or the time is up. @throws when the signal comes first */
export async function ringPhone(
  phone: Phone | undefined,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<'answered' | 'busy' | 'no-answer' | 'failed'> {
  if (!phone) return 'failed'
  if (phone.behaviour === 'busy') return 'busy'
  const ringsMs = phone.ringsMs ?? DEFAULT_RINGS_MS
  const isLeftRinging = phone.behaviour === 'no-answer' || ringsMs > timeoutMs
  const givesUpMs = phone.behaviour === 'no-answer' ? Math.min(timeoutMs, phone.ringsMs ?? timeoutMs) : timeoutMs
  await pause(isLeftRinging ? givesUpMs : ringsMs, undefined, { signal })
  if (isLeftRinging) return 'no-answer'
  return phone.behaviour === 'declines' ? 'busy' : 'answered'
}
