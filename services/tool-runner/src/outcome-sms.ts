import { type Effect, once, type Settlement } from '@frontdesk/records'
import type { ToolName } from '@frontdesk/tools'
import type { LateParts } from './late-answers.ts'
import { notDoneText } from './texts.ts'
import { isClearNo, isFinalNo } from './vendors/vendor-failure.ts'
import type { Wished } from './wishes.ts'

/** What a caller waits for. That it was done they learn from the tool's own SMS; of the rest nothing is owed to them. */
const waitedFor: ReadonlySet<ToolName> = new Set(['bookAppointment', 'rescheduleAppointment', 'cancelAppointment'])

/** The intent under which a caller is told that it was not done. */
export const outcomeKey = ({ key }: { readonly key: string }): string => `${key}.outcome`

/**
 * A caller who left knowing only that it was not confirmed learns that it was not done: once, an intent of its own.
 * Where no SMS may or can go, a person is told by whoever settles what callers were not told.
 */
export async function tellOutcome(
  { asked, intent }: Wished,
  outcome: Settlement,
  { records, clock, timing, vendors, log }: LateParts,
  signal: AbortSignal,
): Promise<void> {
  const { line, caller, callId, tool, language } = asked
  if (outcome.status !== 'failed' || !waitedFor.has(tool) || !line.sms.enabled || caller === null) return
  const wish = { key: outcomeKey(intent), callId, lineId: line.id, tool: `${tool}.outcome` }
  const settings = { clock, leaseMs: timing.leaseMs, restMs: timing.restMs, waitMs: 0, signal }
  const from = line.sms.from ?? line.number
  const sent = (reference: string): Effect => ({ vendor: 'sms', action: 'sent', what: 'message', reference })
  // Its own reference: the confirmation of another try must not pass for it.
  const reference = `${intent.reference}X`
  await once(records.ledger, wish, settings, async (work) => {
    const since = Temporal.Instant.from(work.intent.startedAt)
    try {
      await work.do({
        step: 'sms-outcome',
        find: async (limit) => {
          const sid = await vendors.sms.find({ to: caller, reference, since }, limit)
          return sid === undefined ? undefined : sent(sid)
        },
        make: async (limit) =>
          sent(await vendors.sms.send({ from, to: caller, body: notDoneText(line, tool, reference, language) }, limit)),
        refused: isClearNo,
      })
      return { status: 'succeeded', result: {} }
    } catch (error) {
      if (!isFinalNo(error)) throw error
      log.warn('a caller cannot be told by SMS that it was not done', { callId, tool, error })
      return { status: 'failed', error: { code: 'sms-unavailable', message: 'The SMS was refused.' } }
    }
  })
}
