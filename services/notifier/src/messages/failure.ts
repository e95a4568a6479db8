import type { DataOf } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import type { Message } from '../message.ts'
import { layOut } from './layout.ts'
import { fieldsOf } from './words.ts'

type EndReason = DataOf<'call.ended'>['reason']

export interface FailedCall {
  readonly callId: string
  readonly reason: EndReason
  readonly endedAt: string
  readonly caller: string | null
}

/** A call went wrong. Once a call, by whichever event tells of it. */
export function failureMessage(line: Line, failed: FailedCall): Message {
  return layOut({
    kind: 'failure',
    about: ['failure'],
    channel: line.notify.slackChannel,
    headline: 'A call failed',
    fields: fieldsOf(line, failed.endedAt, failed.caller),
    reason: reasons[failed.reason],
    next:
      failed.caller === null
        ? 'Nobody can ring the caller: they withheld their number.'
        : 'Nothing was promised to the caller. Please ring them.',
    callId: failed.callId,
  })
}

const unhelped = 'The call ended without the caller being helped.'
const reasons = {
  'caller-hung-up': unhelped,
  'agent-ended': unhelped,
  'handed-over': unhelped,
  refused: 'The call could not be taken: too many at once, or a limit was reached.',
  'model-failed': 'The assistant lost its connection and could not get it back.',
  'gateway-lost': 'The machine that held the call stopped, and the call ended with it.',
  'carrier-failed': 'The telephone network dropped the call.',
} as const satisfies Record<EndReason, string>
