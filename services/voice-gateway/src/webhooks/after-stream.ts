import { type Language, type Line, textIn } from '@frontdesk/line'
import { openingLanguage } from '@frontdesk/line/prompt'
import type { LiveCall } from '@frontdesk/records'
import type { z } from 'zod'
import { callIdOf } from '../call-id.ts'
import { hangUpTwiml, nothingTwiml, sayAndHangUpTwiml, waitTwiml } from '../carrier/twilio/twiml.ts'
import { type afterStream, isOver } from '../carrier/twilio/webhooks.ts'
import { type Desk, lineById, note } from '../desk.ts'
import { endCall } from '../ending.ts'
import { rebuilt, standingOf } from '../standing.ts'
import { goOn } from './go-on.ts'
import { ring } from './hand-off.ts'
import { promiseCallback } from './promise-callback.ts'
import { carrierSaysOver } from './status.ts'
import { oneMoment, outOfOrder } from './texts.ts'

/** Time for a restart, without the caller hearing more than three seconds of silence (I7). */
const waitSeconds = 3

/** A media stream has ended and the carrier asks what comes next: what was decided, or the same conversation on a new stream. */
export async function onAfterStream(desk: Desk, webhook: z.infer<typeof afterStream>): Promise<string> {
  const callId = callIdOf(webhook.CallSid)
  const call = await desk.records.calls.find(callId)
  const line = call === undefined ? undefined : lineById(desk, call.lineId)
  if (call === undefined) {
    desk.count('unknown-call')
    return sayAndHangUpTwiml(...outOfOrder)
  }
  if (call.end !== undefined) return hangUpTwiml()
  if (isOver(webhook.CallStatus)) {
    carrierSaysOver(desk, call, webhook.CallStatus === 'failed')
    return nothingTwiml()
  }
  if (line === undefined) {
    await endCall(desk, callId, 'gateway-lost')
    return sayAndHangUpTwiml(...outOfOrder)
  }
  return next(desk, call, line)
}

async function next(desk: Desk, call: LiveCall, line: Line): Promise<string> {
  const { callId } = call
  const held = desk.live.get(callId)
  const language = held?.language ?? openingLanguage(line, call.caller)
  const journal = await desk.records.journal.read(callId)
  const standing = standingOf(journal)
  switch (held?.decided?.end ?? standing.decided) {
    case 'hang-up':
      await endCall(desk, callId, 'agent-ended')
      return hangUpTwiml()
    case 'hand-over':
      desk.live.drop(callId)
      return ring(desk, call, line, 1, language)
    case 'give-up':
      return giveUp(desk, call, line, language)
    case undefined:
      break
  }
  if (desk.draining.aborted) {
    // Somebody else takes the call on: another instance, or this one after its restart.
    desk.live.drop(callId)
    return waitTwiml(oneMoment(language), waitSeconds, desk.urls.afterStream)
  }
  if (standing.rebuilds >= desk.settings.maxRebuilds) return giveUp(desk, call, line, language)
  desk.count('stream-rebuilt')
  await note(desk, callId, rebuilt)
  return goOn(desk, call, line, journal)
}

async function giveUp(desk: Desk, call: LiveCall, line: Line, language: Language): Promise<string> {
  desk.count('gave-up')
  await promiseCallback(desk, call, line, 'The assistant could not go on with the call.')
  await endCall(desk, call.callId, 'model-failed')
  return sayAndHangUpTwiml({ language, text: textIn(line.fallback.apology, language, line) })
}
