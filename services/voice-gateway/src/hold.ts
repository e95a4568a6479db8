import { policyFor } from '@frontdesk/disclosure'
import type { Line } from '@frontdesk/line'
import { openingLanguage } from '@frontdesk/line/prompt'
import type { JournalEntry, LiveCall } from '@frontdesk/records'
import { keepingOf, withdrawalIn } from './consent/policy.ts'
import { type Desk, lineById, momentOf, note } from './desk.ts'
import { HeldCall } from './held-call.ts'
import type { CallFacts } from './session/call.ts'
import { settle } from './settle.ts'
import { noteOf, standingOf } from './standing.ts'

/** Takes a call into this gateway's hands, or finds it there. */
export function holdCall(desk: Desk, call: LiveCall, line: Line): HeldCall {
  const known = desk.live.get(call.callId)
  if (known !== undefined) {
    desk.live.hold(known)
    return known
  }
  const language = openingLanguage(line, call.caller)
  const held = new HeldCall(call, line, language, {
    clock: desk.clock,
    settings: desk.settings,
    prepareAgain: async () => desk.prepare(factsOf(desk, held, await desk.records.journal.read(call.callId))),
    keep: (end) => note(desk, call.callId, noteOf(end.end), end.end === 'emergency' ? end.rule : undefined),
    onOverdue: () =>
      desk.tasks.start('a call that waits could not be settled; the watchdog will', () =>
        settle(desk, call.callId, false),
      ),
  })
  desk.live.hold(held)
  return held
}

/** Takes a call whose stream has come into this gateway's hands. Undefined when it is none or is over. */
export async function takeUp(desk: Desk, callId: string): Promise<HeldCall | undefined> {
  const call = await desk.records.calls.find(callId)
  const line = call === undefined ? undefined : lineById(desk, call.lineId)
  if (call === undefined || line === undefined || call.end !== undefined) return undefined
  letOutdatedGo(desk, call)
  await desk.records.calls.take(callId, desk.gatewayId, momentOf(desk))
  desk.log.info('a media stream begins', { callId, ...heldBefore(desk, call) })
  const isKnown = desk.live.get(callId) !== undefined
  const held = holdCall(desk, call, line)
  if (isKnown) return held
  const journal = await desk.records.journal.read(callId)
  held.keeping = keepingOf(policyFor(line, call.caller), journal)
  held.noticePlayed ||= standingOf(journal).noticePlayed
  return held
}

/** For the log: which other instance had the call last. */
export const heldBefore = (desk: Desk, { gateway }: LiveCall): { readonly heldBefore?: string } =>
  gateway === desk.gatewayId ? {} : { heldBefore: gateway }

/**
 * Another instance has taken the call since a session was prepared for it here, and may have talked with the caller: that session
 * knows nothing of it, and would begin the call anew. The next heartbeat would tell us; the carrier is sooner.
 */
export function letOutdatedGo(desk: Desk, call: LiveCall): void {
  if (call.gateway !== desk.gatewayId && desk.live.get(call.callId)?.awaitsStream) desk.live.drop(call.callId)
}

/** What a session is told of the call; with its journal once something was said in it. */
export function factsOf(desk: Desk, held: HeldCall, journal: readonly JournalEntry[]): CallFacts {
  const { callId, caller, startedAt } = held.facts
  const policy = policyFor(held.line, caller)
  return {
    callId,
    line: held.line,
    caller,
    // The opening one, also for a session that goes on: the prompt is the same to the byte.
    language: held.openingLanguage,
    startedAt: Temporal.Instant.from(startedAt),
    gateway: desk.gatewayId,
    disclosure: {
      ...keepingOf(policy, journal),
      withdrawn: withdrawalIn(journal) !== undefined,
      law: { jurisdictions: policy.jurisdictions, table: policy.version, onWithdrawal: policy.onWithdrawal },
    },
    ...(standingOf(journal).begun ? { journal } : {}),
  }
}
