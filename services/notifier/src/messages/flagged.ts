import type { DataOf } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import type { Message } from '../message.ts'
import { layOut } from './layout.ts'
import { fieldsOf } from './words.ts'

type Flagged = DataOf<'call.flagged'>

/** What was said in a call and what was done do not agree. Once for each thing. */
export function flaggedMessage(line: Line, data: Flagged, caller: string | null): Message {
  const { why, what, when, reference } = data
  const { headline, reason, next } = wordsFor[why]
  return layOut({
    kind: 'flagged',
    about: ['flagged', why, what, reference ?? ''],
    channel: line.notify.slackChannel,
    headline,
    fields: [
      ...fieldsOf(line, data.flaggedAt, caller),
      ['What', things[what]],
      ...(when === null ? [] : [['When', when] as const]),
      ...(reference === null ? [] : [['Reference', reference] as const]),
    ],
    reason,
    next:
      caller === null && why !== 'claim-corrected' ? `${next} They withheld their number: listen to the call.` : next,
    callId: data.callId,
  })
}

const wordsFor: Record<Flagged['why'], { readonly headline: string; readonly reason: string; readonly next: string }> =
  {
    'claimed-not-done': {
      headline: 'A caller was told something that is not so',
      reason: 'The assistant said that it was done. It was not, and the call was over before the caller heard so.',
      next: 'Please ring the caller, and put it right.',
    },
    'claim-corrected': {
      headline: 'The assistant had to take something back',
      reason: 'The assistant said that it was done when it was not. The caller heard the correction in the same call.',
      next: 'Nothing is owed to the caller. If it happens more often, the line’s instructions should be looked at.',
    },
    'done-not-told': {
      headline: 'A caller does not know what was done for them',
      reason: 'It was done, but the call was over before the caller heard so, and no SMS could be sent.',
      next: 'Please ring the caller, and tell them.',
    },
    'not-done-not-told': {
      headline: 'A caller does not know that something was not done',
      reason: 'The call was over before it was known that it could not be done, and no SMS can be sent.',
      next: 'Please ring the caller, and tell them.',
    },
  }

const things: Record<Flagged['what'], string> = {
  booked: 'an appointment booked',
  rescheduled: 'an appointment moved',
  cancelled: 'an appointment cancelled',
  'message-sent': 'a text message sent',
  callback: 'a call back',
  'passed-on': 'a message passed on to the team',
}
