import type { Bus } from '@frontdesk/bus'
import type { Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import type { TwilioAccount } from '@frontdesk/twilio'
import { finishAfterCall } from './after-call.ts'
import { carefulSms } from './careful-sms.ts'
import { startForgetting } from './forget-old.ts'
import { answerLate } from './late-answers.ts'
import { toolRunner } from './run-tool.ts'
import { sealsOf, secretFrom } from './seals.ts'
import { tellTheUntold } from './tell-the-untold.ts'
import { type Timing, usualTiming } from './timing.ts'
import type { Vendors } from './tool.ts'
import { hubspotCrm } from './vendors/crm.ts'
import { googleCalendar } from './vendors/google-calendar.ts'
import { twilioSms } from './vendors/sms.ts'

export interface ToolRunnerOptions {
  readonly bus: Bus
  readonly records: Records
  /** By line id. */
  readonly lines: ReadonlyMap<string, Line>
  readonly clock: Clock
  readonly log: Log
  /** Without an address: Google, with Application Default Credentials. */
  readonly calendar: { readonly apiUrl?: string }
  readonly crm: { readonly accessToken: string; readonly apiUrl: string }
  readonly twilio: TwilioAccount
  readonly timing?: Partial<Timing>
  /** For the ids that the model gets, the first signs. Without one they are signed with a key from Twilio's auth token. */
  readonly slotSecrets?: readonly string[]
}

/** Resolves when tools are being run. Disposing takes no more requests and finishes those that run. */
export async function startToolRunner(options: ToolRunnerOptions): Promise<AsyncDisposable> {
  const timing = { ...usualTiming, ...options.timing }
  const { bus, records, lines, clock, log } = options
  const seals = sealsOf(options.slotSecrets ?? [secretFrom(options.twilio.authToken)])
  const vendors = vendorsOf(options, timing.vendorTimeoutMs)
  const sms = carefulSms(vendors.sms, { refusals: records.textRefusals, clock })
  const parts = { bus, records, lines, clock, log, timing, seals, vendors: { ...vendors, sms } }
  const runner = toolRunner(parts)
  await using starting = new AsyncDisposableStack()
  starting.use(
    await bus.subscribe(
      { name: 'tool-runner', topic: 'tool-requests' },
      { 'tool.requested': (event, delivery) => runner.answer(event.data, delivery) },
    ),
  )
  starting.use(
    await bus.subscribe(
      { name: 'tool-runner-after-call', topic: 'call-events' },
      { 'call.ended': (event, delivery) => finishAfterCall(event.data, delivery, parts, runner) },
    ),
  )
  starting.use(
    await bus.subscribe(
      { name: 'tool-runner-untold', topic: 'call-events' },
      { 'call.ended': (event, delivery) => tellTheUntold(event.data, delivery, parts) },
    ),
  )
  starting.use(
    await bus.subscribe(
      { name: 'tool-runner-unknown', topic: 'tool-results' },
      { 'tool.completed': (event, delivery) => answerLate(event.data, delivery, parts, runner) },
    ),
  )
  starting.use(startForgetting(records.ledger, { clock, log }))
  return starting.move()
}

/** The real clients. The demo and the tests give them simulators' addresses. */
export function vendorsOf(
  { calendar, crm, twilio }: Pick<ToolRunnerOptions, 'calendar' | 'crm' | 'twilio'>,
  timeoutMs: number,
): Vendors {
  return {
    calendar: googleCalendar({ ...calendar, timeoutMs }),
    crm: hubspotCrm({ ...crm, timeoutMs }),
    sms: twilioSms(twilio, timeoutMs),
  }
}
