import type { DataOf } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import type { Message } from './message.ts'
import { callbackMessage } from './messages/callback.ts'
import { failureMessage } from './messages/failure.ts'
import { flaggedMessage } from './messages/flagged.ts'
import { type OverdueCallback, overdueMessage } from './messages/overdue.ts'
import { transferMessage } from './messages/transfer.ts'
import { unresolvedMessage } from './messages/unresolved.ts'

/** What else is known of the call that an event tells of. */
export interface Known {
  readonly line: Line
  readonly caller: string | null
  /** When what the event tells of happened. */
  readonly at: string
  readonly endedAt: string
  /** The staff were asked already to ring this caller: that the call then failed is the reason of it, no news. */
  readonly isRingingBack: boolean
  /** How the callback stands that the event tells of, where it tells of one. */
  readonly callback?: OverdueCallback & { readonly isFinished: boolean }
}

/** The events that people may have to hear of, and what they are told; undefined when nothing. */
export const routes = {
  'call.escalated': (data: DataOf<'call.escalated'>, { line }: Known): Message | undefined =>
    data.next === 'transfer' ? transferMessage(line, data) : callbackMessage(line, { ...data, at: data.escalatedAt }),

  'callback.queued': (data: DataOf<'callback.queued'>, { line, at }: Known): Message | undefined =>
    callbackMessage(line, { ...data, at }),

  'callback.overdue': (data: DataOf<'callback.overdue'>, { line, callback }: Known): Message | undefined =>
    callback === undefined || callback.isFinished ? undefined : overdueMessage(line, data, callback),

  'tool.unresolved': (data: DataOf<'tool.unresolved'>, { line }: Known): Message | undefined =>
    unresolvedMessage(line, data),

  'call.flagged': (data: DataOf<'call.flagged'>, { line, caller }: Known): Message | undefined =>
    flaggedMessage(line, data, caller),

  'call.ended': (data: DataOf<'call.ended'>, known: Known): Message | undefined =>
    isBreakdown(data.reason) ? failure(data.callId, data.reason, known) : undefined,

  'call.processed': (data: DataOf<'call.processed'>, known: Known): Message | undefined =>
    data.outcome === 'failed' ? failure(data.callId, data.endReason, known) : undefined,
} as const

type EndReason = DataOf<'call.ended'>['reason']

const breakdowns: readonly EndReason[] = ['model-failed', 'gateway-lost', 'carrier-failed']
const isBreakdown = (reason: EndReason): boolean => breakdowns.includes(reason)

function failure(callId: string, reason: EndReason, known: Known): Message | undefined {
  const { line, caller, endedAt, isRingingBack } = known
  return isRingingBack ? undefined : failureMessage(line, { callId, reason, caller, endedAt })
}
