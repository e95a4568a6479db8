import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import type { DataOf, FrontdeskEvent } from '@frontdesk/events'
import { bookingCalendars, type Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import { openLog } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { type CalendarSimulator, startCalendar } from '@frontdesk/simulators/calendar'
import { type Carrier, startCarrier } from '@frontdesk/simulators/carrier'
import { type CrmSimulator, startCrm } from '@frontdesk/simulators/crm'
import type { ToolName } from '@frontdesk/tools'
import { carefulSms } from '../src/careful-sms.ts'
import { lineRules } from '../src/line-rules.ts'
import { toolRunner } from '../src/run-tool.ts'
import { sealsOf, secretFrom } from '../src/seals.ts'
import { vendorsOf } from '../src/service.ts'
import { slotIdOf } from '../src/slot-id.ts'
import type { Timing } from '../src/timing.ts'
import type { RunnerParts } from '../src/tool.ts'
import { clockFrom } from './clock.ts'
import { exampleLine } from './lines.ts'

/** Monday, 23 November 2026, 10:00 in Berlin: the practice is open. */
export const monday = '2026-11-23T10:00:00+01:00[Europe/Berlin]'

export const hurried: Timing = {
  vendorTimeoutMs: 400,
  restMs: 150,
  leaseMs: 2_000,
  crmLagMs: 20,
  tieMs: 400,
  claimMs: 10_000,
  answerMarginMs: 1_000,
}

const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token-of-the-tests' }

export const dental = exampleLine('berlin-dental')
export const { calendarId } = dental.booking

export interface World extends AsyncDisposable {
  readonly calendar: CalendarSimulator
  readonly crm: CrmSimulator
  readonly carrier: Carrier
  readonly records: Records
  readonly file: string
  readonly clock: Clock
  readonly logged: readonly string[]
  readonly published: FrontdeskEvent[]
  readonly parts: RunnerParts & { readonly records: Records }
  /** Where the simulators are, as the service is told. */
  readonly addresses: Parameters<typeof vendorsOf>[0]
}

export interface WorldOptions {
  readonly start?: string
  readonly lines?: readonly Line[]
  readonly timing?: Partial<Timing>
  /** The calendar's clock moves on in steps of so long; every millisecond when absent. */
  readonly calendarTicksMs?: number
  /** The calendars that there are; those of the lines when absent. */
  readonly calendars?: readonly string[]
}

/** The vendors, the records and a bus that only keeps what it is told (once an id, as the real ones do). */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  await using opening = new AsyncDisposableStack()
  const clock = clockFrom(options.start ?? monday)
  const now = () => clock.now().epochMilliseconds
  const { calendarTicksMs = 1 } = options
  const ticks = () => Math.floor(now() / calendarTicksMs) * calendarTicksMs
  const known = [dental, ...(options.lines ?? [])].flatMap((line) => [
    ...bookingCalendars(line).map((one) => one.calendarId),
    ...line.booking.blockedBy,
  ])
  const calendars = Object.fromEntries(
    (options.calendars ?? known).map((id) => [id, { timeZone: dental.timeZone }] as const),
  )
  const calendar = opening.use(await startCalendar({ calendars, now: ticks }))
  const crm = opening.use(await startCrm({ now }))
  const carrier = opening.use(await startCarrier({ ...account, settings: { messageStepMs: 5, messageClock: now } }))
  const folder = await mkdtemp(join(tmpdir(), 'tool-runner-'))
  opening.defer(() => rm(folder, { recursive: true }))
  const file = join(folder, 'frontdesk.db')
  const records = opening.use(await openSqliteRecords(file))
  const logged: string[] = []
  const log = openLog({ service: 'tool-runner', level: 'debug', destination: { write: (line) => logged.push(line) } })
  const published: FrontdeskEvent[] = []
  const publish = async (event: FrontdeskEvent) => {
    if (!published.some(({ id }) => id === event.id)) published.push(event)
  }
  const addresses = {
    calendar: { apiUrl: calendar.apiUrl },
    crm: { accessToken: 'pat-test', apiUrl: crm.apiUrl },
    twilio: { ...account, apiUrl: carrier.url },
  }
  const timing = { ...hurried, ...options.timing }
  const lines = new Map((options.lines ?? [dental]).map((line) => [line.id, line]))
  const plain = vendorsOf(addresses, timing.vendorTimeoutMs)
  const vendors = { ...plain, sms: carefulSms(plain.sms, { refusals: records.textRefusals, clock }) }
  const parts = { bus: { publish }, records, lines, clock, log, vendors, timing, seals }
  const cleanUp = opening.move()
  return {
    ...{ calendar, crm, carrier, records, file, clock, logged, published, parts, addresses },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  }
}

/** A bus in the world's own file, with a bus's retries at a test's pace. */
export const openBus = (file: string) =>
  openSqliteBus({
    file,
    onReport() {},
    retryOf: () => ({ maxAttempts: 8, minBackoffMs: 20, maxBackoffMs: 200 }),
  })

type Requested = DataOf<'tool.requested'>

let asks = 0

export function request(
  world: Pick<World, 'clock'>,
  tool: ToolName | (string & {}),
  args: Record<string, unknown>,
  more: Partial<Requested> & { readonly withinMs?: number } = {},
): Requested {
  const { withinMs = 12_000, ...fields } = more
  const now = world.clock.now()
  const stamp = (at: Temporal.Instant) => at.toString({ fractionalSecondDigits: 3 })
  asks += 1
  return {
    callId: 'call-1',
    lineId: dental.id,
    gateway: 'gateway-1',
    toolCallId: `tool-call-${asks}`,
    tool,
    arguments: args,
    caller: '+4915112345678',
    language: 'en',
    requestedAt: stamp(now),
    deadlineAt: stamp(now.add({ milliseconds: withinMs })),
    ...fields,
  }
}

/** Of every world's runners: as the service signs where nobody sets a secret. */
export const secrets = [secretFrom(account.authToken)]
export const seals = sealsOf(secrets)
/** For ids that do not end while a test runs, whenever its world is set. */
const longFromNow = Temporal.Instant.from('2099-01-01T00:00:00Z')
const { bookables } = lineRules(dental)

/** A slot of the service that takes so long, offered at that time on the wall in Berlin. */
export function slotId(start: string, minutes = 30): string {
  const at = Temporal.PlainDateTime.from(start).toZonedDateTime('Europe/Berlin')
  const bookable = bookables.find(({ rules }) => rules.durationMinutes === minutes) ?? bookables[0]
  const calendar = bookable?.providers[0]?.calendar
  if (bookable === undefined || calendar === undefined) throw new Error('the line has no service')
  const slot = { start: at, end: at.add({ minutes }), service: bookable.service.name, calendar }
  return slotIdOf(slot, dental, longFromNow, seals)
}

export const booking = (start: string, customer: Record<string, unknown> = {}) => ({
  slotId: slotId(start),
  customer: { name: 'Ada Lovelace', ...customer },
})

/** Delivers the request as the bus does, until it is answered or its tries are used up. */
export async function ask(
  world: World,
  requested: Requested,
  parts: RunnerParts = world.parts,
): Promise<DataOf<'tool.completed'>> {
  const runner = toolRunner(parts)
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runner.answer(requested, { attempt, signal: new AbortController().signal })
      return answerTo(world, requested)
    } catch (error) {
      if (attempt >= 8) throw error
    }
  }
}

export function answerTo({ published }: World, { callId, toolCallId }: Requested): DataOf<'tool.completed'> {
  const id = `${callId}/tool.completed/${toolCallId}`
  // What is certain, before what nobody could say yet.
  const found = published.find((event) => event.id === id) ?? published.find((event) => event.id === `${id}.unknown`)
  if (found === undefined) throw new Error(`no answer to ${toolCallId} was published`)
  return found.data as DataOf<'tool.completed'>
}

export const standing = (world: World) =>
  world.calendar.events(calendarId).filter(({ status }) => status !== 'cancelled')
export const ofOurs = (world: World) =>
  standing(world).filter(({ extendedProperties }) => extendedProperties?.private?.frontdeskIntent !== undefined)
