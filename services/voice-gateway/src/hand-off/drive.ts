import type { Line } from '@frontdesk/line'
import type { LiveCall } from '@frontdesk/records'
import { type Desk, lineById, momentOf } from '../desk.ts'
import { endCall } from '../ending.ts'
import { attemptIn, nextAttempt, nextOf, openRound } from '../session/hand-off.ts'
import { endReason, standingOf } from '../standing.ts'
import { letGo } from './let-go.ts'
import { callablesOf } from './people.ts'
import { endRing, keep, mark, roundsIn } from './steps.ts'

/**
 * Does what is next for a caller who waits on hold: rings the next person, or gives the caller back. Called after everything that
 * happens, by whichever instance it happens to; of several who do so at once, one acts.
 */
export async function advance(desk: Desk, callId: string): Promise<void> {
  const call = await desk.records.calls.find(callId)
  const line = call === undefined ? undefined : lineById(desk, call.lineId)
  if (call === undefined || line === undefined || call.end !== undefined) return
  const rounds = await roundsIn(desk, callId)
  const round = openRound(rounds)
  if (round === undefined || round.plan.mode === 'cold') return
  const next = nextOf(round, callablesOf(line, round.plan).length)
  if (next.do === 'ring') return ring(desk, call, line, nextAttempt(rounds))
  if (next.do === 'give-back') return giveBack(desk, call, next.why)
}

async function ring(desk: Desk, call: LiveCall, line: Line, attempt: number): Promise<void> {
  const { callId } = call
  const by = mark(desk)
  const rounds = await keep(desk, callId, attempt, { step: 'ringing', by })
  const [mine, round] = [attemptIn(rounds, attempt), openRound(rounds)]
  if (mine?.ringing.by !== by || round === undefined) return
  const person = callablesOf(line, round.plan)[mine.person]
  if (person === undefined) return
  desk.log.info('a person is rung', { callId, attempt })
  const legSid = await desk.control
    .ring({
      ...{ to: person.number, from: line.number, timeoutSeconds: person.timeoutSeconds },
      url: desk.urls.handOffPerson(callId, attempt, 'offer'),
      statusUrl: desk.urls.handOffPerson(callId, attempt, 'status'),
    })
    .catch((error: unknown) => {
      desk.log.error('a person could not be rung', { callId, attempt, error })
      return undefined
    })
  if (legSid === undefined) {
    await endRing(desk, call, attempt, 'failed')
    return advance(desk, callId)
  }
  await keep(desk, callId, attempt, { step: 'rung', legSid })
  // Whoever ended the call meanwhile could not know of this leg.
  if ((await desk.records.calls.find(callId))?.end !== undefined) await letGo(desk, call)
}

/** Makes the carrier bring the caller back to us, once. */
export async function giveBack(desk: Desk, call: LiveCall, why: 'nobody' | 'left'): Promise<void> {
  if (!(await returned(desk, call, why))) return
  const { callId, callSid } = call
  desk.log.info('a caller is brought back', { callId, why })
  if ((await desk.control.redirect(callSid, desk.urls.afterStream)) === 'redirected') return
  const standing = standingOf(await desk.records.journal.read(callId))
  await endCall(desk, callId, endReason(standing, 'caller-hung-up'))
}

/** Notes that the caller comes back. Whether it was we who did, and not somebody else before. */
export async function returned(desk: Desk, { callId }: LiveCall, why: 'nobody' | 'left'): Promise<boolean> {
  const rounds = await roundsIn(desk, callId)
  if (openRound(rounds) === undefined) return false
  // A sign of life, first: until the carrier has come, no watchdog is to think that nobody cares for the call.
  await desk.records.calls.take(callId, desk.gatewayId, momentOf(desk))
  const by = mark(desk)
  const after = await keep(desk, callId, Math.max(1, nextAttempt(rounds) - 1), { step: 'returned', why, by })
  return after.at(-1)?.returned?.by === by
}
