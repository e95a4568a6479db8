import type { Line } from '@frontdesk/line'
import type { Callback, CallbackChange, RingResult } from '@frontdesk/records'
import type { z } from 'zod'
import { ringCallerTwiml } from '../carrier/twilio/callback-twiml.ts'
import { offerTwiml } from '../carrier/twilio/hand-off-twiml.ts'
import { hangUpTwiml, nothingTwiml, sayAndHangUpTwiml } from '../carrier/twilio/twiml.ts'
import {
  type afterStream,
  type callee,
  type callStatusChange,
  type dialEnded,
  isOver,
  type keyPressed,
} from '../carrier/twilio/webhooks.ts'
import { type Desk, lineById, momentOf } from '../desk.ts'
import { callbackGone, callerNotReached, outOfOrder, ringBackOffer } from './texts.ts'

// A member of staff rings a caller back: the carrier rang them because the dashboard asked it to, and asks here what to do. All
// that counts stands on the callback, so that any gateway may answer, and a webhook that is told twice changes nothing. These
// calls are never recorded: nobody asked the caller, who hears no notice.

export interface CallbackAddress {
  readonly callbackId: string
  readonly ringId: string
}

interface Ringing {
  readonly callback: Callback
  readonly line: Line
  readonly language: Line['languages'][number]
}

/** The person picked up: they hear whom it is about and why, and press 1. An answering machine presses nothing. */
export async function onPersonThere(
  desk: Desk,
  address: CallbackAddress,
  { CallSid: callSid }: z.infer<typeof afterStream>,
): Promise<string> {
  const ringing = await granted(desk, address, { do: 'ring-is', ringId: address.ringId, callSid })
  if (typeof ringing === 'string') return ringing
  const { callback, line, language } = ringing
  const who = callback.name ?? spokenNumber(callback.caller)
  return offerTwiml({
    texts: [ringBackOffer(language, who, line.business.name, callback.reason)],
    actionUrl: desk.urls.callback(address.callbackId, address.ringId, 'key'),
    waitSeconds: 6,
  })
}

export async function onKey(
  desk: Desk,
  address: CallbackAddress,
  { CallSid: callSid, Digits: digits }: z.infer<typeof keyPressed>,
): Promise<string> {
  const { callbackId, ringId } = address
  if (digits !== '1') {
    // Named first: the key of another call ends nothing.
    const ringing = await granted(desk, address, { do: 'ring-is', ringId, callSid })
    if (typeof ringing === 'string') return ringing
    if (ringing.callback.ring?.stage === 'person') await end(desk, address, 'person-declined')
    return hangUpTwiml()
  }
  const ringing = await granted(desk, address, { do: 'ring-caller', ringId, callSid })
  if (typeof ringing === 'string') return ringing
  const { callback, line } = ringing
  if (callback.caller === null) throw new TypeError('a callback is rung that has no number')
  desk.log.info('a caller is rung back', { callId: callback.callId, callbackId })
  return ringCallerTwiml({
    ...{ number: callback.caller, callerId: line.number, timeoutSeconds: 30, longestSeconds: 3_600 },
    actionUrl: desk.urls.callback(callbackId, ringId, 'dialled'),
    statusUrl: desk.urls.callback(callbackId, ringId, 'caller'),
  })
}

const results = {
  completed: 'connected',
  answered: 'connected',
  busy: 'caller-busy',
  'no-answer': 'caller-no-answer',
  failed: 'caller-not-reached',
  // Nobody but the person themselves cancels it: by hanging up.
  canceled: 'broken-off',
} as const satisfies Record<z.infer<typeof dialEnded>['DialCallStatus'], RingResult>

/** The caller is on the line no more: what the person hears then. */
export async function onCallerDialled(
  desk: Desk,
  address: CallbackAddress,
  webhook: z.infer<typeof dialEnded>,
): Promise<string> {
  const { CallSid: callSid, DialCallDuration: talkSeconds } = webhook
  const ringing = await granted(desk, address, { do: 'ring-caller', ringId: address.ringId, callSid })
  const result = results[webhook.DialCallStatus]
  if (typeof ringing !== 'string') await end(desk, address, result, result === 'connected' ? talkSeconds : undefined)
  if (isOver(webhook.CallStatus)) return nothingTwiml()
  if (result === 'connected' || result === 'broken-off') return hangUpTwiml()
  // Also when it was told before, by the caller's own call: the person has not heard it yet.
  const callback = await desk.records.callbacks.find(address.callbackId)
  const [language] = (callback && lineById(desk, callback.lineId)?.languages) ?? []
  return language === undefined ? hangUpTwiml() : sayAndHangUpTwiml(callerNotReached(language, result))
}

/** How it went with the caller: the only word of it when the person hangs up first. */
export async function onCallerOver(
  desk: Desk,
  address: CallbackAddress,
  { ParentCallSid: callSid, CallStatus: status, CallDuration: talkSeconds }: z.infer<typeof callee>,
): Promise<void> {
  const result = isDialStatus(status) ? results[status] : undefined
  if (result === undefined) return
  const ringing = await granted(desk, address, { do: 'ring-caller', ringId: address.ringId, callSid })
  if (typeof ringing === 'string') return
  await end(desk, address, result, result === 'connected' ? talkSeconds : undefined)
}

const isDialStatus = (status: string): status is keyof typeof results => Object.hasOwn(results, status)

const unanswered: Readonly<Record<string, RingResult>> = {
  busy: 'person-busy',
  'no-answer': 'person-no-answer',
  canceled: 'person-no-answer',
  failed: 'not-placed',
  completed: 'person-declined',
}

/** The call is over at the carrier: whatever was not told by then is told no more. */
export async function onRingOver(
  desk: Desk,
  address: CallbackAddress,
  { CallSid: callSid, CallStatus: status }: z.infer<typeof callStatusChange>,
): Promise<void> {
  if (!isOver(status)) return
  const ringing = await granted(desk, address, { do: 'ring-is', ringId: address.ringId, callSid })
  if (typeof ringing === 'string') return
  if (ringing.callback.ring?.stage !== 'caller') return end(desk, address, unanswered[status] ?? 'unknown')
  desk.tasks.start('how a callback went could not be kept; the dashboard asks the carrier', async () => {
    // How it went with the caller is told apart, and may come behind.
    await desk.clock.sleep(desk.settings.handOffWordMs, desk.draining)
    await end(desk, address, 'unknown')
  })
}

/** The ring as it stands once the change is made, or what the person hears when it is not theirs to make. */
async function granted(
  desk: Desk,
  { callbackId }: CallbackAddress,
  change: Extract<CallbackChange, { do: 'ring-is' | 'ring-caller' }>,
): Promise<Ringing | string> {
  const after = await desk.records.callbacks.change(callbackId, change)
  const line = after.callback && lineById(desk, after.callback.lineId)
  const [language] = line?.languages ?? []
  if (after.callback === undefined || line === undefined || language === undefined) {
    desk.count('unknown-call')
    return sayAndHangUpTwiml(...outOfOrder)
  }
  if (!after.ok && after.why !== 'same') return sayAndHangUpTwiml(callbackGone(language))
  return { callback: after.callback, line, language }
}

async function end(desk: Desk, { callbackId, ringId }: CallbackAddress, result: RingResult, talkSeconds?: number) {
  await desk.records.callbacks.change(callbackId, {
    ...{ do: 'end-ring', ringId, result, at: momentOf(desk) },
    ...(talkSeconds === undefined ? {} : { talkSeconds }),
  })
}

/** Digit by digit: as one number it would be read out in millions. */
const spokenNumber = (number: string | null): string => number?.replace('+', '').split('').join(' ') ?? ''
