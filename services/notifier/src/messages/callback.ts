import type { Line } from '@frontdesk/line'
import type { Message } from '../message.ts'
import { layOut } from './layout.ts'
import { fieldsOf, momentIn } from './words.ts'

export interface PromisedCallback {
  readonly callId: string
  readonly reason: string
  readonly caller: string | null
  /** When it was promised. */
  readonly at: string
  /** Until when, where it is told. */
  readonly dueAt?: string
}

/** Somebody has to ring a caller. An escalation to a callback and the callback itself are told as one: whichever comes first. */
export function callbackMessage(line: Line, promised: PromisedCallback): Message {
  const due = promised.dueAt === undefined ? undefined : momentIn(line, promised.dueAt)
  const fields = fieldsOf(line, promised.at, promised.caller)
  return layOut({
    kind: 'callback',
    about: ['callback', promised.reason],
    channel: line.notify.slackChannel,
    headline: 'A caller has to be rung back',
    fields: due === undefined ? fields : [...fields, ['Ring by', due]],
    reason: promised.reason,
    next: whatNext(promised.caller, due),
    callId: promised.callId,
  })
}

function whatNext(caller: string | null, due: string | undefined): string {
  if (caller === null) return 'The caller withheld their number: listen to the call for a way to reach them.'
  return due === undefined
    ? 'Please ring the caller.'
    : `Please ring the caller by ${due}: that is what they were promised.`
}
