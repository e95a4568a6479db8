import type { Line } from '@frontdesk/line'
import type { LiveCall } from '@frontdesk/records'
import type { Desk } from '../desk.ts'
import { type Attempt, nextOf, openRound, type Round } from '../session/hand-off.ts'
import { advance, giveBack } from './drive.ts'
import { sendAway } from './let-go.ts'
import { callablesOf } from './people.ts'
import { endRing, keep, part, roundsIn } from './steps.ts'

/** A whole offer, told twice, and the key. */
const offerMs = 90_000

/**
 * Looks after a caller who is with, or waits for, a person, in case that a word of the carrier's never came or that whoever was
 * to act on it died. @throws what the carrier or the records throw
 */
export async function lookAfter(desk: Desk, call: LiveCall, line: Line): Promise<void> {
  const round = openRound(await roundsIn(desk, call.callId))
  // What the carrier itself dials comes back to us by itself.
  if (round === undefined || round.plan.mode === 'cold') return
  const next = nextOf(round, callablesOf(line, round.plan).length)
  if (next.do !== 'wait') return advance(desk, call.callId)
  const { attempt } = next
  if (attempt.ended?.how === 'accepted') return lookAfterTalk(desk, call, attempt)
  if (attempt.legSids.length === 0) return lookAfterUnknown(desk, call, line, round, attempt)
  return lookAfterRing(desk, call, line, round, attempt)
}

const ageMs = (desk: Desk, at: string): number => desk.clock.now().epochMilliseconds - Date.parse(at)

async function lookAfterTalk(desk: Desk, call: LiveCall, attempt: Attempt): Promise<void> {
  const legSid = attempt.ended?.legSid
  if (legSid === undefined) return
  const leg = await desk.control.status(legSid)
  if (leg.state === 'alive') return
  // The carrier is just about to bring the caller back by itself.
  const endedAt = leg.state === 'ended' ? leg.endedAt : undefined
  if (endedAt !== undefined && ageMs(desk, endedAt) < desk.settings.partedWordMs) return
  await part(desk, call, attempt.attempt)
  await giveBack(desk, call, 'left')
}

/** Whoever set out to ring died before it was noted: the carrier knows whether it does. */
async function lookAfterUnknown(desk: Desk, call: LiveCall, line: Line, round: Round, one: Attempt): Promise<void> {
  const { callId } = call
  const person = callablesOf(line, round.plan)[one.person]
  if (person === undefined || ageMs(desk, one.ringing.at) < desk.settings.ringKnownWithinMs) return
  const since = Temporal.Instant.from(one.ringing.at)
  const legSid = await desk.control.ringTo({ to: person.number, from: line.number, since })
  if (legSid !== undefined) {
    await keep(desk, callId, one.attempt, { step: 'rung', legSid })
    return
  }
  await endRing(desk, call, one.attempt, 'not-rung')
  await advance(desk, callId)
}

async function lookAfterRing(desk: Desk, call: LiveCall, line: Line, round: Round, one: Attempt): Promise<void> {
  const timeoutMs = (callablesOf(line, round.plan)[one.person]?.timeoutSeconds ?? 0) * 1_000
  const legs = await Promise.all(one.legSids.map((legSid) => desk.control.status(legSid)))
  const isOver = legs.every(({ state }) => state !== 'alive')
  if (!isOver && ageMs(desk, one.rungAt ?? one.ringing.at) < timeoutMs + offerMs) return
  const ended = await endRing(desk, call, one.attempt, 'no-answer')
  if (ended?.how === 'accepted') return
  if (!isOver) await sendAway(desk, call, one)
  await advance(desk, call.callId)
}
