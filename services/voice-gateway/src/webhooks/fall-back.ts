import { type Language, type Line, textIn } from '@frontdesk/line'
import type { LiveCall } from '@frontdesk/records'
import { hangUpTwiml, type Spoken, sayAndHangUpTwiml } from '../carrier/twilio/twiml.ts'
import { type Desk, note } from '../desk.ts'
import { endCall } from '../ending.ts'
import { noteOf } from '../standing.ts'
import { causes, type FallBackCause } from './cause.ts'
import { handOver } from './hand-off.ts'
import { escalate, promiseCallback } from './promise-callback.ts'
import { nobodyNow, nobodyThere, oneMoment } from './texts.ts'
import { askForMessage } from './voicemail.ts'

/**
 * The line's fallback: its people are rung, or the caller may leave a message, or a callback is queued and the call ended. Safe to
 * repeat. Answers TwiML.
 */
export async function fallBack(
  desk: Desk,
  call: LiveCall,
  line: Line,
  how: { readonly language: Language; readonly cause: FallBackCause },
): Promise<string> {
  const cause = causes[how.cause]
  const { reason, end, counted } = cause
  desk.count(counted)
  desk.log.info('a call goes to its fallback', { callId: call.callId, cause: how.cause })
  if (line.fallback.next === 'person' && line.people.transfer.length > 0) {
    // From here on it is a hand-over like any other, also for who is asked about the call next.
    await note(desk, call.callId, noteOf('hand-over'))
    await escalate(desk, call, reason, 'transfer')
    desk.live.drop(call.callId)
    const before = textBefore(call, line, how)
    return handOver(desk, call, line, { language: how.language, back: 'callback', before })
  }
  if (line.fallback.next === 'voicemail') {
    if (call.end !== undefined) return hangUpTwiml()
    return askForMessage(desk, call, line, { cause, language: how.language, before: textBefore(call, line, how) })
  }
  await promiseCallback(desk, call, line, reason)
  await endCall(desk, call.callId, end)
  return sayAndHangUpTwiml(textBefore(call, line, how))
}

/** The line's own words; but not to a caller who was not spoken with, nor a promise to one who cannot be rung. */
function textBefore(
  { caller }: LiveCall,
  line: Line,
  { language, cause }: { readonly language: Language; readonly cause: FallBackCause },
): Spoken {
  const rings = line.fallback.next === 'person' && line.people.transfer.length > 0
  if (rings && cause === 'capacity') return oneMoment(language)
  if (!rings && (cause === 'capacity' || caller === null)) {
    return line.fallback.next === 'voicemail' ? nobodyNow(language) : nobodyThere(language, caller)
  }
  return { language, text: textIn(line.fallback.apology, language, line) }
}
