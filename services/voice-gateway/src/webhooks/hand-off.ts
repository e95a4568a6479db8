import type { Language, Line } from '@frontdesk/line'
import { textIn } from '@frontdesk/line'
import type { LiveCall, RingEnd } from '@frontdesk/records'
import type { z } from 'zod'
import { holdTwiml, redirectTwiml } from '../carrier/twilio/hand-off-twiml.ts'
import { dialTwiml, hangUpTwiml, nothingTwiml, type Spoken, sayAndHangUpTwiml } from '../carrier/twilio/twiml.ts'
import { type dialEnded, isOver } from '../carrier/twilio/webhooks.ts'
import { type Desk, lineById, note } from '../desk.ts'
import { endCall } from '../ending.ts'
import { advance, returned } from '../hand-off/drive.ts'
import { reasonIn } from '../hand-off/offer.ts'
import { callablesOf } from '../hand-off/people.ts'
import { endRing, keep, mark, part, roundsIn } from '../hand-off/steps.ts'
import { nextAttempt, nextOf, openRound, type Plan, type Round } from '../session/hand-off.ts'
import { handedOver } from '../standing.ts'
import { calledAt } from './known-call.ts'
import { escalate, promiseCallback } from './promise-callback.ts'
import { nobodyThere, otherSideLeft, outOfOrder } from './texts.ts'

export interface HandOver {
  readonly language: Language
  /** Who has the caller again when nobody takes them. */
  readonly back: Plan['back']
  /** Which of the line's rules for emergencies was met: that is forwarded at once, whatever the line does otherwise. */
  readonly emergency?: number
  /** What the caller hears first. */
  readonly before?: Spoken
}

/** The caller is handed to the line's people: put on hold while they are rung, or forwarded. Asked again, the same. Answers TwiML. */
export async function handOver(desk: Desk, call: LiveCall, line: Line, how: HandOver): Promise<string> {
  const { callId } = call
  const plan: Plan = {
    mode: how.emergency === undefined ? line.people.handOff.mode : 'cold',
    emergency: how.emergency ?? null,
    back: how.back,
    language: how.language,
  }
  let rounds = await roundsIn(desk, callId)
  if (openRound(rounds) === undefined) {
    const last = rounds.at(-1)
    if (last?.plan.back === 'callback' && last.returned?.why === 'left') return over(desk, callId, how.language)
    if (!mayBegin(desk, rounds, plan, line)) return nobody(desk, call, line, how.language)
    rounds = await keep(desk, callId, nextAttempt(rounds), { step: 'begun', ...plan })
  }
  const round = openRound(rounds)
  if (round === undefined) return redirectTwiml(desk.urls.afterStream)
  if (round.plan.mode === 'cold') return forward(desk, call, line, round.plan, how.before)
  desk.tasks.start('a caller on hold could not be looked after; the watchdog will', () => advance(desk, callId))
  return holdTwiml({
    ...(how.before === undefined ? {} : { before: how.before }),
    conference: `${callId}-${rounds.length}`,
    waitUrl: desk.urls.handOffCaller(callId, 'hold'),
    actionUrl: desk.urls.handOffCaller(callId, 'back'),
  })
}

function mayBegin(desk: Desk, rounds: readonly Round[], plan: Plan, line: Line): boolean {
  if (callablesOf(line, plan).length === 0) return false
  // With no agent to come back to, the people were all there was.
  if (rounds.at(-1)?.plan.back === 'callback') return false
  return plan.emergency !== null || rounds.length < desk.settings.mostHandOffs
}

/** What the line's own rule says is said, and the caller forwarded; people hear of it. */
export async function handOverInEmergency(
  desk: Desk,
  call: LiveCall,
  line: Line,
  how: { readonly language: Language; readonly rule: number },
): Promise<string> {
  const rule = line.emergency[how.rule]
  desk.count('emergency')
  if (openRound(await roundsIn(desk, call.callId)) === undefined)
    await escalate(desk, call, emergencyReason, 'transfer')
  const before = rule && { language: how.language, text: textIn(rule.sentence, how.language, line) }
  return handOver(desk, call, line, {
    ...{ language: how.language, back: 'agent', emergency: how.rule },
    ...(before === undefined ? {} : { before }),
  })
}

const emergencyReason = 'Emergency: the caller said what the line calls one, and is put through at once.'

/** Rings the next of the plan's people, and nobody asks them whether they take the call. */
async function forward(desk: Desk, call: LiveCall, line: Line, plan: Plan, before?: Spoken): Promise<string> {
  const { callId } = call
  const people = callablesOf(line, plan)
  let rounds = await roundsIn(desk, callId)
  let round = openRound(rounds)
  if (round !== undefined && nextOf(round, people.length).do === 'ring') {
    rounds = await keep(desk, callId, nextAttempt(rounds), { step: 'ringing', by: mark(desk) })
    round = openRound(rounds)
  }
  const next = round && nextOf(round, people.length)
  const person = next?.do === 'wait' ? people[next.attempt.person] : undefined
  if (next?.do !== 'wait' || person === undefined) return backFromForwarding(desk, call, plan)
  desk.log.info('a caller is forwarded', { callId, attempt: next.attempt.attempt })
  return dialTwiml({
    ...(before === undefined ? {} : { before }),
    number: person.number,
    timeoutSeconds: person.timeoutSeconds,
    actionUrl: desk.urls.handOff(callId, next.attempt.attempt, plan.language),
  })
}

async function backFromForwarding(desk: Desk, call: LiveCall, plan: Plan): Promise<string> {
  const line = lineById(desk, call.lineId)
  await returned(desk, call, 'nobody')
  // Whoever called in an emergency is rung back, whatever they say to the agent now.
  if (plan.emergency !== null && line !== undefined) await promiseCallback(desk, call, line, emergencyMissed)
  return redirectTwiml(desk.urls.afterStream)
}

const emergencyMissed = 'Emergency: nobody answered when the caller was put through.'

/** The caller has spoken with a person, who has hung up, and there is no agent to come back to. */
async function over(desk: Desk, callId: string, language: Language): Promise<string> {
  await endCall(desk, callId, 'handed-over')
  return sayAndHangUpTwiml(otherSideLeft(language))
}

async function nobody(desk: Desk, call: LiveCall, line: Line, language: Language): Promise<string> {
  const wish = reasonIn(await desk.records.journal.read(call.callId))
  const reason = `Nobody answered when the call was put through.${wish === undefined ? '' : ` ${wish}`}`
  await promiseCallback(desk, call, line, reason)
  await endCall(desk, call.callId, 'agent-ended')
  return sayAndHangUpTwiml(nobodyThere(language, call.caller))
}

const results = {
  completed: 'accepted',
  answered: 'accepted',
  busy: 'busy',
  'no-answer': 'no-answer',
  canceled: 'no-answer',
  failed: 'failed',
} as const satisfies Record<z.infer<typeof dialEnded>['DialCallStatus'], RingEnd>

export interface HandOffAddress {
  readonly callId: string
  readonly attempt: number
  readonly language: Language
}

/** The caller was forwarded: they spoke with the person, or the next one is rung. Repeats are answered the same and change nothing. */
export async function onHandOff(
  desk: Desk,
  { callId, attempt }: HandOffAddress,
  webhook: z.infer<typeof dialEnded>,
): Promise<string> {
  const known = await calledAt(desk, callId, webhook.CallSid)
  if (known === undefined) return sayAndHangUpTwiml(...outOfOrder)
  const { call, line } = known
  if (call.end !== undefined) return hangUpTwiml()
  const isCancelled = webhook.DialCallStatus === 'canceled' && isOver(webhook.CallStatus)
  const ended = await endRing(desk, call, attempt, isCancelled ? 'cancelled' : results[webhook.DialCallStatus])
  if (ended?.how === 'accepted') {
    await part(desk, call, attempt, webhook.DialCallDuration)
    await note(desk, callId, handedOver)
    await endCall(desk, callId, 'handed-over')
    return hangUpTwiml()
  }
  if (isOver(webhook.CallStatus)) {
    await endCall(desk, callId, 'caller-hung-up')
    return nothingTwiml()
  }
  const plan = openRound(await roundsIn(desk, callId))?.plan
  return plan === undefined ? redirectTwiml(desk.urls.afterStream) : forward(desk, call, line, plan)
}
