import type { Bus } from '@frontdesk/bus'
import type { Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import type { TwilioAccount } from '@frontdesk/twilio'
import { finishAfterCall } from './after-call.ts'
import { toolRunner } from './run-tool.ts'
import { type Timing, usualTiming } from './timing.ts'
import type { Vendors } from './tool.ts'
import { googleCalendar } from './vendors/calendar.ts'
import { hubspotCrm } from './vendors/crm.ts'
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
}

/** Resolves when tools are being run. Disposing takes no more requests and finishes those that run. */
export async function startToolRunner(options: ToolRunnerOptions): Promise<AsyncDisposable> {
  const timing = { ...usualTiming, ...options.timing }
  const { bus, records, lines, clock, log } = options
  const parts = { bus, records, lines, clock, log, timing, vendors: vendorsOf(options, timing.vendorTimeoutMs) }
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
      { 'call.ended': (event, { signal }) => finishAfterCall(event.data, parts, runner, signal) },
    ),
  )
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
