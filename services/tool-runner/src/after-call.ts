import type { Delivery } from '@frontdesk/bus'
import { type DataOf, makeEvent } from '@frontdesk/events'
import { once, type Settled } from '@frontdesk/records'
import { intentOf } from './intent.ts'
import { type LateParts, publishAnswer } from './late-answers.ts'
import { tellOutcome } from './outcome-sms.ts'
import { publisher } from './publisher.ts'
import type { Asked } from './run-once.ts'
import type { ToolRunner } from './run-tool.ts'
import { contactMaking, contactStep, isReachable } from './tools/contact.ts'
import { isFinalNo } from './vendors/vendor-failure.ts'
import { type Wished, type WishedCall, wishesOf } from './wishes.ts'

// What a call leaves open is closed when it is over: nobody waits any more, so it may take its time. The bus tries for some
// twenty minutes. Intents whose end is unknown are looked up and settled, and a caller who left without an answer gets it by SMS; a booking whose
// customer the CRM does not know yet is told. What stays unknown for a minute is told to a person, and looked up further.

/** From this try on, about a minute behind the end of the call. */
const triesAlone = 8

/** @throws when something is still open: the bus delivers the end of the call again */
export async function finishAfterCall(
  { callId, lineId }: Pick<DataOf<'call.ended'>, 'callId' | 'lineId'>,
  { attempt, signal }: Pick<Delivery, 'attempt' | 'signal'>,
  parts: LateParts,
  runner: ToolRunner,
): Promise<void> {
  const begun = new Set((await parts.records.ledger.ofCall(callId)).map(({ key }) => key))
  const line = parts.lines.get(lineId)
  const wished = begun.size === 0 || line === undefined ? undefined : await wishesOf(callId, line, parts.records)
  if (wished === undefined) return
  const failures: unknown[] = []
  // One that cannot be found out must not keep the others waiting.
  for (const wish of wished.wishes.filter(({ intent }) => begun.has(intent.key))) {
    try {
      await finish(wish, wished, parts, runner, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (attempt >= triesAlone) await callAPerson(wish, parts)
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

async function finish(
  wish: Wished,
  { call }: WishedCall,
  parts: LateParts,
  runner: ToolRunner,
  signal: AbortSignal,
): Promise<void> {
  const { asked, toolCallIds, isAnswered } = wish
  const found = await runner.finish(asked, signal)
  const isKnownToCrm = found.effects.some(({ vendor, what }) => vendor === 'crm' && what === 'contact')
  if (isBooking(asked) && found.outcome.status === 'succeeded' && !isKnownToCrm) await tellCrm(asked, parts, signal)
  if (isAnswered) return
  await tellOutcome(wish, found.outcome, parts, signal)
  await keepAnswer(wish, toolCallIds.at(-1) ?? '', found, call.gateway, parts)
}

/** The call's record shall say what became of it: the gateway keeps the answer, as one that came late. */
const keepAnswer = ({ asked }: Wished, toolCallId: string, found: Settled, gateway: string, parts: LateParts) =>
  publishAnswer({ callId: asked.callId, lineId: asked.line.id, gateway, toolCallId, tool: asked.tool, ...found }, parts)

async function callAPerson({ asked, intent, requestedAt }: Wished, { bus, clock, log }: LateParts): Promise<void> {
  const { callId, line, tool, caller } = asked
  log.error('nobody can say whether it was done: a person must look', { callId, tool, reference: intent.reference })
  const data = { callId, lineId: line.id, tool, reference: intent.reference, caller, startedAt: requestedAt }
  await bus.publish(makeEvent('tool.unresolved', data, { by: publisher, at: clock.now() }))
}

type Booking = Asked<'bookAppointment'>
const isBooking = (wish: Wished['asked']): wish is Booking => wish.tool === 'bookAppointment'

/** An intent of its own: the booking's is settled, and was answered without this. */
async function tellCrm(booking: Booking, parts: LateParts, signal: AbortSignal): Promise<void> {
  const { customer } = booking.arguments
  const person = { name: customer.name, phone: customer.phone ?? booking.caller, email: customer.email ?? null }
  if (!isReachable(person)) return
  const { clock, timing, log, vendors } = parts
  const { callId, line } = booking
  const wish = { key: `${intentOf(booking).key}.contact`, callId, lineId: line.id, tool: 'bookAppointment.contact' }
  // The search of the CRM is waited for while the intent is held.
  const leaseMs = timing.leaseMs + timing.crmLagMs
  const settings = { clock, leaseMs, restMs: timing.restMs, waitMs: 0, signal }
  const { effects } = await once(parts.records.ledger, wish, settings, async (work) => {
    const intent = { key: wish.key, startedAt: Temporal.Instant.from(work.intent.startedAt) }
    const around = { vendors, clock, timing, intent, ledger: parts.records.ledger, lineId: line.id }
    try {
      await work.do(contactMaking(around, person, 'customer'))
      return { status: 'succeeded', result: {} }
    } catch (error) {
      if (!isFinalNo(error)) throw error
      log.error('the CRM refused a customer for good: a person must act', { callId, error })
      return { status: 'failed', error: { code: 'crm-unavailable', message: 'The CRM refused the contact.' } }
    }
  })
  log.info('a customer was told to the CRM after the call', { callId, step: contactStep, effects: effects.length })
}
