import { randomUUID } from 'node:crypto'
import type { HandOffStep, LiveCall, RingEnd } from '@frontdesk/records'
import { announce, type Desk, momentOf } from '../desk.ts'
import { type Attempt, attemptIn, type Round, roundsOf } from '../session/hand-off.ts'

/** Tells one who writes a step from all others, also from themselves a moment ago. */
export const mark = (desk: Desk): string => `${desk.gatewayId}.${randomUUID()}`

export const roundsIn = async (desk: Desk, callId: string): Promise<readonly Round[]> =>
  roundsOf(await desk.records.journal.read(callId))

/** Keeps a step. Resolves to how things stand then: somebody else may have been first. */
export async function keep(desk: Desk, callId: string, attempt: number, did: HandOffStep): Promise<readonly Round[]> {
  await desk.records.journal.append(callId, [{ kind: 'hand-off', at: momentOf(desk), attempt, did }])
  return roundsIn(desk, callId)
}

/** How the ring ended: as `how` says, or as was said before. People are told of it, safe to repeat. */
export async function endRing(
  desk: Desk,
  call: LiveCall,
  attempt: number,
  how: RingEnd,
  legSid?: string,
): Promise<Attempt['ended']> {
  const did = { step: 'ended', how, by: mark(desk), ...(legSid === undefined ? {} : { legSid }) } as const
  const { ended } = attemptIn(await keep(desk, call.callId, attempt, did), attempt) ?? {}
  // One who accepted is told of with how long they talked.
  if (ended === undefined || ended.how === 'accepted' || ended.how === 'not-rung') return ended
  await tell(desk, call, attempt, { result: ended.how, talkSeconds: 0, completedAt: ended.at })
  return ended
}

/** Caller and person are apart. `talkSeconds`: where the carrier has counted them. Safe to repeat. */
export async function part(desk: Desk, call: LiveCall, attempt: number, talkSeconds?: number): Promise<void> {
  const { ended, partedAt } = attemptIn(await keep(desk, call.callId, attempt, { step: 'parted' }), attempt) ?? {}
  if (ended === undefined || partedAt === undefined) return
  const talked = talkSeconds ?? Math.round((Date.parse(partedAt) - Date.parse(ended.at)) / 1_000)
  await tell(desk, call, attempt, { result: 'accepted', talkSeconds: talked, completedAt: partedAt })
}

type Told = {
  readonly result: Exclude<RingEnd, 'not-rung'>
  readonly talkSeconds: number
  readonly completedAt: string
}

const tell = (desk: Desk, { callId, lineId }: LiveCall, attempt: number, told: Told): Promise<void> =>
  announce(desk, 'handoff.completed', { callId, lineId, attempt, ...told })
