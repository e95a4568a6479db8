import type { DataOf } from '@frontdesk/events'
import type { Language, Line } from '@frontdesk/line'
import type { JournalEntry, LiveCall } from '@frontdesk/records'
import type { z } from 'zod'
import { callIdOf } from '../call-id.ts'
import { dialTwiml, hangUpTwiml, nothingTwiml, type Spoken, sayAndHangUpTwiml } from '../carrier/twilio/twiml.ts'
import { type dialEnded, isOver } from '../carrier/twilio/webhooks.ts'
import { announce, type Desk, lineById, momentOf, note } from '../desk.ts'
import { endCall } from '../ending.ts'
import { handedOver } from '../standing.ts'
import { promiseCallback } from './promise-callback.ts'
import { nobodyThere, outOfOrder } from './texts.ts'

/**
 * Rings the line's people in their order; `attempt` counts from 1. Past the last one a callback is promised. `before`: what the
 * caller hears first. Answers TwiML.
 */
export async function ring(
  desk: Desk,
  call: LiveCall,
  line: Line,
  attempt: number,
  language: Language,
  before?: Spoken,
): Promise<string> {
  const person = line.people.transfer[attempt - 1]
  if (person === undefined) return nobody(desk, call, line, language)
  desk.log.info('a person is rung', { callId: call.callId, attempt })
  return dialTwiml({
    ...(before === undefined ? {} : { before }),
    number: person.number,
    timeoutSeconds: person.timeoutSeconds,
    actionUrl: desk.urls.handOff(call.callId, attempt, language),
  })
}

async function nobody(desk: Desk, call: LiveCall, line: Line, language: Language): Promise<string> {
  const wish = whyAPerson(await desk.records.journal.read(call.callId))
  const reason = `Nobody answered when the call was put through.${wish === undefined ? '' : ` ${wish}`}`
  await promiseCallback(desk, call, line, reason)
  await endCall(desk, call.callId, 'agent-ended')
  return sayAndHangUpTwiml(nobodyThere(language, call.caller))
}

/** What the agent told the person to come: kept for the one who rings back. */
function whyAPerson(journal: readonly JournalEntry[]): string | undefined {
  const asked = journal.findLast((entry) => entry.kind === 'tool-requested' && entry.tool === 'transferToHuman')
  const reason = asked?.kind === 'tool-requested' ? asked.arguments.reason : undefined
  return typeof reason === 'string' ? reason : undefined
}

const results = {
  completed: 'accepted',
  answered: 'accepted',
  busy: 'busy',
  'no-answer': 'no-answer',
  canceled: 'no-answer',
  failed: 'failed',
} as const satisfies Record<z.infer<typeof dialEnded>['DialCallStatus'], DataOf<'handoff.completed'>['result']>

export interface HandOffAddress {
  readonly callId: string
  readonly attempt: number
  readonly language: Language
}

/** A person was rung: the caller spoke with them, or the next one is rung. Repeats are answered the same and change nothing. */
export async function onHandOff(
  desk: Desk,
  { callId, attempt, language }: HandOffAddress,
  webhook: z.infer<typeof dialEnded>,
): Promise<string> {
  const call = callIdOf(webhook.CallSid) === callId ? await desk.records.calls.find(callId) : undefined
  const line = call === undefined ? undefined : lineById(desk, call.lineId)
  if (call === undefined || line === undefined) {
    desk.count('unknown-call')
    return sayAndHangUpTwiml(...outOfOrder)
  }
  if (call.end !== undefined) return hangUpTwiml()
  const result = results[webhook.DialCallStatus]
  const talkSeconds = result === 'accepted' ? webhook.DialCallDuration : 0
  const { lineId } = call
  await announce(desk, 'handoff.completed', {
    callId,
    lineId,
    attempt,
    result,
    talkSeconds,
    completedAt: momentOf(desk),
  })
  if (result === 'accepted') {
    await note(desk, callId, handedOver)
    await endCall(desk, callId, 'handed-over')
    return hangUpTwiml()
  }
  if (isOver(webhook.CallStatus)) {
    await endCall(desk, callId, 'caller-hung-up')
    return nothingTwiml()
  }
  return ring(desk, call, line, attempt + 1, language)
}
