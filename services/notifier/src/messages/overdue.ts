import type { DataOf } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import type { Message } from '../message.ts'
import { layOut } from './layout.ts'
import { fieldsOf, momentIn } from './words.ts'

/** How the callback stands at the moment in which people are told. */
export interface OverdueCallback {
  readonly createdAt: string
  readonly owner: string | null
}

/** Nobody rang a caller by the time that was promised. Each time that this is said it is another message. */
export function overdueMessage(
  line: Line,
  { callId, callbackId, caller, dueAt, reason, times }: DataOf<'callback.overdue'>,
  { createdAt, owner }: OverdueCallback,
): Message {
  return layOut({
    kind: 'overdue',
    about: ['overdue', callbackId, String(times)],
    channel: line.notify.slackChannel,
    headline: times === 1 ? 'A callback is overdue' : 'A callback is long overdue',
    fields: [
      ...fieldsOf(line, createdAt, caller),
      ['Promised by', momentIn(line, dueAt)],
      ['Taken by', owner ?? 'nobody'],
    ],
    reason,
    next:
      owner === null
        ? 'Nobody has taken it. Please take it on the dashboard and ring the caller.'
        : `${owner} has taken it and has not finished it. Please see to it that the caller is rung.`,
    callId,
  })
}
