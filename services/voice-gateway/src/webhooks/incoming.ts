import type { Line } from '@frontdesk/line'
import type { LiveCall } from '@frontdesk/records'
import type { z } from 'zod'
import { callIdOf } from '../call-id.ts'
import { hangUpTwiml, sayAndHangUpTwiml } from '../carrier/twilio/twiml.ts'
import { callerNumber, type incomingCall } from '../carrier/twilio/webhooks.ts'
import { connect } from '../connect.ts'
import { announce, type Desk, momentOf } from '../desk.ts'
import { holdCall } from '../hold.ts'
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
  if (await desk.records.calls.admit(call)) return admitted(desk, call, line)
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

async function admitted(desk: Desk, call: LiveCall, line: Line): Promise<string> {
  const twiml = connect(desk, holdCall(desk, call, line), [])
  desk.count('call-admitted')
  const { callId, lineId, callSid, gateway, caller, called, startedAt } = call
  desk.log.info('call admitted', { callId, lineId })
  await announce(desk, 'call.started', { callId, lineId, callSid, gateway, caller, called, startedAt })
  return twiml
}

/** Told again by the carrier: the answer is the same while its stream has not begun, and nothing is started twice. */
async function known(desk: Desk, callId: string, line: Line): Promise<string> {
  desk.count('webhook-repeated')
  const call = await desk.records.calls.find(callId)
  if (call === undefined || call.end !== undefined) return hangUpTwiml()
  return goOn(desk, call, line, await desk.records.journal.read(callId))
}
