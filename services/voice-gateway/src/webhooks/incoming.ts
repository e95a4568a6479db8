import type { Line } from '@frontdesk/line'
import { openingLanguage } from '@frontdesk/line/prompt'
import type { LiveCall } from '@frontdesk/records'
import type { z } from 'zod'
import { callIdOf } from '../call-id.ts'
import { hangUpTwiml, sayAndHangUpTwiml } from '../carrier/twilio/twiml.ts'
import { callerNumber, type incomingCall } from '../carrier/twilio/webhooks.ts'
import { connect } from '../connect.ts'
import { announce, type Desk, momentOf, note } from '../desk.ts'
import { holdCall } from '../hold.ts'
import { noCapacity } from '../standing.ts'
import { fallBack } from './fall-back.ts'
import { goOn } from './go-on.ts'
import { unknownNumber } from './texts.ts'

/** A call comes in: it is admitted and connected, once, however often we are told of it. Answers TwiML. */
export async function onIncoming(desk: Desk, webhook: z.infer<typeof incomingCall>): Promise<string> {
  const line = desk.lines.get(webhook.To)
  if (line === undefined) {
    desk.count('unknown-number')
    return sayAndHangUpTwiml(...unknownNumber)
  }
  const call = admission(desk, line, webhook)
  if (await desk.records.calls.admit(call)) {
    return (await hasRoom(desk, line)) ? admitted(desk, call, line) : turnedAway(desk, call, line)
  }
  return known(desk, call.callId, line)
}

function admission(desk: Desk, line: Line, webhook: z.infer<typeof incomingCall>): LiveCall {
  const at = momentOf(desk)
  return {
    callId: callIdOf(webhook.CallSid),
    lineId: line.id,
    callSid: webhook.CallSid,
    caller: callerNumber(webhook.From),
    called: webhook.To,
    startedAt: at,
    gateway: desk.gatewayId,
    heartbeatAt: at,
    // Expected once the notice was played and the carrier was told to record: when the media stream begins.
    recording: 'none',
  }
}

/** With this call among those that the line has. */
async function hasRoom(desk: Desk, line: Line): Promise<boolean> {
  const ofLine = await desk.records.calls.countOpen(line.id)
  return ofLine <= line.call.mostAtOnce && desk.live.size < desk.settings.mostCalls
}

/** Nobody here can talk with the caller: the call is known, begun and ended like any other, and a person hears of it. */
async function turnedAway(desk: Desk, call: LiveCall, line: Line): Promise<string> {
  await begun(desk, call)
  await note(desk, call.callId, noCapacity)
  return fallBack(desk, call, line, { language: openingLanguage(line, call.caller), cause: 'capacity' })
}

async function admitted(desk: Desk, call: LiveCall, line: Line): Promise<string> {
  const twiml = connect(desk, holdCall(desk, call, line), [])
  desk.count('call-admitted')
  desk.log.info('call admitted', { callId: call.callId, lineId: call.lineId })
  await begun(desk, call)
  return twiml
}

const begun = (desk: Desk, { callId, lineId, callSid, gateway, caller, called, startedAt }: LiveCall) =>
  announce(desk, 'call.started', { callId, lineId, callSid, gateway, caller, called, startedAt })

/** Told again by the carrier: the answer is the same while its stream has not begun, and nothing is started twice. */
async function known(desk: Desk, callId: string, line: Line): Promise<string> {
  desk.count('webhook-repeated')
  const call = await desk.records.calls.find(callId)
  if (call === undefined) return hangUpTwiml()
  const journal = await desk.records.journal.read(callId)
  if (journal.some((entry) => entry.kind === 'noted' && entry.what === noCapacity)) {
    return fallBack(desk, call, line, { language: openingLanguage(line, call.caller), cause: 'capacity' })
  }
  return call.end === undefined ? goOn(desk, call, line, journal) : hangUpTwiml()
}
