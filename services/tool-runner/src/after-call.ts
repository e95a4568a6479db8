import type { DataOf } from '@frontdesk/events'
import { type Journalled, type LiveCall, once, type Records } from '@frontdesk/records'
import { checkToolCall, toolCatalogue } from '@frontdesk/tools'
import { intentOf } from './intent.ts'
import type { Asked } from './run-once.ts'
import type { ToolRunner } from './run-tool.ts'
import { languageOf } from './spoken.ts'
import type { RunnerParts } from './tool.ts'
import { contactMaking, contactStep, isReachable } from './tools/contact.ts'
import { isFinalNo } from './vendors/vendor-failure.ts'

// What a call leaves open is closed when it is over: nobody waits any more, so it may take its time. The bus tries for an
// hour. Intents whose end is unknown are looked up and settled; a booking whose customer the CRM does not know yet is told.

export interface AfterCallParts extends RunnerParts {
  readonly records: Pick<Records, 'ledger' | 'callbacks' | 'journal' | 'calls'>
}

/** @throws when something is still open: the bus delivers the end of the call again */
export async function finishAfterCall(
  { callId, lineId }: Pick<DataOf<'call.ended'>, 'callId' | 'lineId'>,
  parts: AfterCallParts,
  runner: ToolRunner,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, journal, calls } = parts.records
  const begun = new Set((await ledger.ofCall(callId)).map(({ key }) => key))
  const line = parts.lines.get(lineId)
  if (begun.size === 0 || line === undefined) return
  const wishes = wishesIn(await journal.read(callId), line, callId, await calls.find(callId))
  for (const wish of wishes.filter((one) => begun.has(intentOf(one).key))) {
    const { outcome, effects } = await runner.finish(wish, signal)
    const isKnownToCrm = effects.some(({ vendor, what }) => vendor === 'crm' && what === 'contact')
    if (isBooking(wish) && outcome.status === 'succeeded' && !isKnownToCrm) await tellCrm(wish, parts, signal)
  }
}

type AnyAsked = Asked<keyof typeof toolCatalogue>
type Booking = Asked<'bookAppointment'>
const isBooking = (wish: AnyAsked): wish is Booking => wish.tool === 'bookAppointment'

/** What the model asked for that changes something, as the journal has it. */
function wishesIn(
  entries: readonly Journalled[],
  line: AnyAsked['line'],
  callId: string,
  call: LiveCall | undefined,
): AnyAsked[] {
  const heard = entries.findLast((entry) => entry.kind === 'notice-played')
  const around = { line, callId, caller: call?.caller ?? null, language: languageOf(heard?.language ?? '', line) }
  const wishes = entries.flatMap((entry): AnyAsked[] => {
    if (entry.kind !== 'tool-requested') return []
    const checked = checkToolCall(entry.tool, JSON.stringify(entry.arguments))
    if (!checked.ok || toolCatalogue[checked.tool].effect === 'reads') return []
    return [{ ...around, tool: checked.tool, arguments: checked.arguments as never }]
  })
  return [...new Map(wishes.map((wish) => [intentOf(wish).key, wish])).values()]
}

/** An intent of its own: the booking's is settled, and was answered without this. */
async function tellCrm(booking: Booking, parts: AfterCallParts, signal: AbortSignal): Promise<void> {
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
    const intent = { startedAt: Temporal.Instant.from(work.intent.startedAt) }
    try {
      await work.do(contactMaking({ vendors, clock, timing, intent }, person, 'customer'))
      return { status: 'succeeded', result: {} }
    } catch (error) {
      if (!isFinalNo(error)) throw error
      log.error('the CRM refused a customer for good: a person must act', { callId, error })
      return { status: 'failed', error: { code: 'crm-unavailable', message: 'The CRM refused the contact.' } }
    }
  })
  log.info('a customer was told to the CRM after the call', { callId, step: contactStep, effects: effects.length })
}
