import type { Line } from '@frontdesk/line'
import type { LiveCall, RingEnd } from '@frontdesk/records'
import type { z } from 'zod'
import { callIdOf } from '../call-id.ts'
import { joinTwiml, offerTwiml, redirectTwiml, waitingTwiml } from '../carrier/twilio/hand-off-twiml.ts'
import { hangUpTwiml, nothingTwiml, sayAndHangUpTwiml } from '../carrier/twilio/twiml.ts'
import { type afterStream, type callStatusChange, isOver, type keyPressed } from '../carrier/twilio/webhooks.ts'
import type { Desk } from '../desk.ts'
import { advance, giveBack, returned } from '../hand-off/drive.ts'
import { offerOf } from '../hand-off/offer.ts'
import { endRing, keep, part, roundsIn } from '../hand-off/steps.ts'
import { type Attempt, accepted, attemptIn, openRound, type Round } from '../session/hand-off.ts'
import { type KnownCall, knownCall } from './known-call.ts'
import { carrierSaysOver } from './status.ts'
import { callerGone, nowConnected, outOfOrder, stillTrying, thankYou } from './texts.ts'

// What the carrier asks while a caller waits for a person, and of the person. All that counts is in the journal: any instance may
// be asked, and what is told twice is answered the same and done once.

export interface PersonAddress {
  readonly callId: string
  readonly attempt: number
}

interface Case extends KnownCall {
  readonly rounds: readonly Round[]
}

async function caseOf(desk: Desk, callId: string): Promise<Case | undefined> {
  const known = await knownCall(desk, callId)
  return known && { ...known, rounds: await roundsIn(desk, callId) }
}

/** In the background: whoever is on the phone does not wait for it. */
const goOn = (desk: Desk, callId: string): void =>
  desk.tasks.start('a caller on hold could not be looked after; the watchdog will', () => advance(desk, callId))

/** What the caller on hold hears. Asked again every few seconds, which is a chance to see that all goes its way. */
export async function onHold(desk: Desk, callId: string): Promise<string> {
  const found = await caseOf(desk, callId)
  if (found === undefined) return nothingTwiml()
  goOn(desk, callId)
  const { rounds, line } = found
  const language = openRound(rounds)?.plan.language ?? line.languages[0] ?? 'en'
  return waitingTwiml(desk.urls.holdMusic, stillTrying(language))
}

/** The caller's conference is over: whoever took the call has hung up, or the caller has. */
export async function onCallerBack(desk: Desk, callId: string, webhook: z.infer<typeof afterStream>): Promise<string> {
  const found = callIdOf(webhook.CallSid) === callId ? await caseOf(desk, callId) : undefined
  if (found === undefined) return sayAndHangUpTwiml(...outOfOrder)
  const { call, rounds } = found
  if (call.end !== undefined) return hangUpTwiml()
  if (isOver(webhook.CallStatus)) {
    carrierSaysOver(desk, call, webhook.CallStatus === 'failed')
    return nothingTwiml()
  }
  const round = openRound(rounds)
  const taken = round && accepted(round)
  if (taken !== undefined) await part(desk, call, taken.attempt)
  // The caller's line was free again all the same: they are with us, not left alone.
  if (round !== undefined) await returned(desk, call, taken === undefined ? 'nobody' : 'left')
  return redirectTwiml(desk.urls.afterStream)
}

/** A person has answered: who is calling, why, and what to press. */
export async function onOffer(
  desk: Desk,
  { callId, attempt }: PersonAddress,
  { CallSid: legSid }: z.infer<typeof afterStream>,
): Promise<string> {
  const found = await caseOf(desk, callId)
  if (found === undefined) return sayAndHangUpTwiml(...outOfOrder)
  const { call, line, rounds } = found
  const one = attemptIn(rounds, attempt)
  if (!isOpen(call, one)) return gone(line)
  if (!one.legSids.includes(legSid)) await keep(desk, callId, attempt, { step: 'rung', legSid })
  return offerTwiml({
    texts: offerOf(line, call, await desk.records.journal.read(callId)),
    actionUrl: desk.urls.handOffPerson(callId, attempt, 'key'),
    waitSeconds: desk.settings.keyWithinSeconds,
  })
}

const isOpen = (call: LiveCall, one: Attempt | undefined): one is Attempt =>
  call.end === undefined && one !== undefined && one.ended === undefined

const gone = (line: Line): string => sayAndHangUpTwiml(callerGone(line.languages[0] ?? 'en'))

export async function onGone(desk: Desk, callId: string): Promise<string> {
  const found = await caseOf(desk, callId)
  return found === undefined ? hangUpTwiml() : gone(found.line)
}

/** A person has pressed a key, or none. The first word about a ring counts: who accepts behind it comes too late. */
export async function onOfferKey(
  desk: Desk,
  { callId, attempt }: PersonAddress,
  { CallSid: legSid, Digits: digits }: z.infer<typeof keyPressed>,
): Promise<string> {
  const found = await caseOf(desk, callId)
  if (found === undefined) return sayAndHangUpTwiml(...outOfOrder)
  const { call, line, rounds } = found
  const language = line.languages[0] ?? 'en'
  if (call.end !== undefined || attemptIn(rounds, attempt) === undefined) return gone(line)
  if (digits !== '1') {
    await endRing(desk, call, attempt, digits === '' ? 'no-answer' : 'declined')
    goOn(desk, callId)
    return sayAndHangUpTwiml(thankYou(language))
  }
  const ended = await endRing(desk, call, attempt, 'accepted', legSid)
  if (ended?.how !== 'accepted' || ended.legSid !== legSid) return gone(line)
  desk.log.info('a person takes the caller', { callId, attempt })
  return joinTwiml({
    before: nowConnected(language),
    conference: `${callId}-${rounds.length}`,
    actionUrl: desk.urls.handOffPerson(callId, attempt, 'left'),
  })
}

/** The conference is over for the person, who is still there: the caller has hung up. */
export async function onPersonLeft(desk: Desk, { callId, attempt }: PersonAddress): Promise<string> {
  const found = await caseOf(desk, callId)
  if (found === undefined) return hangUpTwiml()
  await part(desk, found.call, attempt)
  return gone(found.line)
}

const unanswered: Readonly<Record<string, RingEnd>> = {
  busy: 'busy',
  'no-answer': 'no-answer',
  canceled: 'no-answer',
  failed: 'failed',
  // Answered, and hung up before a key was pressed.
  completed: 'declined',
}

/** The person's leg is over. */
export async function onRingStatus(
  desk: Desk,
  { callId, attempt }: PersonAddress,
  { CallStatus: status }: z.infer<typeof callStatusChange>,
): Promise<void> {
  const found = isOver(status) ? await caseOf(desk, callId) : undefined
  if (found === undefined) return
  const { call } = found
  const ended = await endRing(desk, call, attempt, unanswered[status] ?? 'failed')
  if (ended?.how !== 'accepted') return goOn(desk, callId)
  await part(desk, call, attempt)
  desk.tasks.start('a caller who was left alone could not be brought back; the watchdog will', async () => {
    // The caller's own conference ends with the person's, and is told of apart.
    await desk.clock.sleep(desk.settings.partedWordMs, desk.draining)
    if ((await desk.records.calls.find(callId))?.end === undefined) await giveBack(desk, call, 'left')
  })
}
