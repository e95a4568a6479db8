import { type Language, type Line, textIn } from '@frontdesk/line'
import type { CallEnd, LiveCall } from '@frontdesk/records'
import { type Spoken, sayAndHangUpTwiml } from '../carrier/twilio/twiml.ts'
import { type Desk, note } from '../desk.ts'
import { endCall } from '../ending.ts'
import { noteOf } from '../standing.ts'
import { ring } from './hand-off.ts'
import { escalate, promiseCallback } from './promise-callback.ts'
import { nobodyThere, oneMoment } from './texts.ts'

/** Why the agent does not talk with the caller (any more): what staff are told of it, and how the call counts as ended. */
const causes = {
  'cannot-go-on': { reason: 'The assistant could not go on with the call.', end: 'model-failed', counted: 'gave-up' },
  limit: {
    reason: 'The call took as long, or cost as much, as the line allows.',
    end: 'refused',
    counted: 'limit-reached',
  },
  capacity: {
    reason: 'There were too many calls at once: the assistant did not take this one.',
    end: 'refused',
    counted: 'capacity-refused',
  },
} as const satisfies Record<string, { reason: string; end: CallEnd['reason']; counted: string }>
export type FallBackCause = keyof typeof causes

/** The line's fallback: its people are rung, or a callback is queued and the call ended. Safe to repeat. Answers TwiML. */
export async function fallBack(
  desk: Desk,
  call: LiveCall,
  line: Line,
  how: { readonly language: Language; readonly cause: FallBackCause },
): Promise<string> {
  const { reason, end, counted } = causes[how.cause]
  desk.count(counted)
  desk.log.info('a call goes to its fallback', { callId: call.callId, cause: how.cause })
  if (line.fallback.next === 'person' && line.people.transfer.length > 0) {
    // From here on it is a hand-over like any other, also for who is asked about the call next.
    await note(desk, call.callId, noteOf('hand-over'))
    await escalate(desk, call, reason, 'transfer')
    desk.live.drop(call.callId)
    return ring(desk, call, line, 1, how.language, textBefore(call, line, how))
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
  if (!rings && (cause === 'capacity' || caller === null)) return nobodyThere(language, caller)
  return { language, text: textIn(line.fallback.apology, language, line) }
}
