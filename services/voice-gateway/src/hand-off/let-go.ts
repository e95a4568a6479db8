import type { LiveCall } from '@frontdesk/records'
import type { Desk } from '../desk.ts'
import { type Attempt, openRound } from '../session/hand-off.ts'
import { endRing, part, roundsIn } from './steps.ts'

/**
 * The caller is gone: whoever is being rung for them is rung no longer, and whoever was there is told. Should we die before, the
 * person hears it when they answer, or when the carrier asks what follows the conference.
 */
export async function letGo(desk: Desk, call: LiveCall): Promise<void> {
  const round = openRound(await roundsIn(desk, call.callId))
  const last = round?.attempts.at(-1)
  // The carrier itself lets go of who was dialled.
  if (round === undefined || last === undefined || round.plan.mode === 'cold') return
  const ended = last.ended ?? (await endRing(desk, call, last.attempt, 'cancelled'))
  if (ended?.how === 'accepted') await part(desk, call, last.attempt)
  if (ended?.how === 'accepted' || ended?.how === 'cancelled') await sendAway(desk, call, last)
}

/** One who has answered is told; one who has not stops being rung. */
export async function sendAway(desk: Desk, { callId }: LiveCall, { legSids }: Attempt): Promise<void> {
  for (const legSid of legSids) {
    const redirected = await desk.control.redirect(legSid, desk.urls.handOffGone(callId))
    if (redirected === 'ended') await desk.control.hangUp(legSid)
  }
}
