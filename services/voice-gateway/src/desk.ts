import type { Bus } from '@frontdesk/bus'
import { type DataOf, type EventName, makeEvent } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import { type Clock, stamp } from '@frontdesk/process/clock'
import { retry } from '@frontdesk/process/failures'
import type { Log } from '@frontdesk/process/log'
import type { JournalEntry, Records } from '@frontdesk/records'
import type { CarrierControl } from './carrier/carrier-control.ts'
import type { LiveCalls } from './live-calls.ts'
import type { Count } from './metrics.ts'
import type { CallFacts, PreparedCall } from './session/call.ts'
import type { GatewaySettings } from './settings.ts'
import type { StreamTokens } from './stream-tokens.ts'
import type { Tasks } from './tasks.ts'
import type { PublicUrls } from './urls.ts'

/** What everything that answers the carrier works with. Put together in service.ts. */
export interface Desk {
  readonly gatewayId: string
  /** By the number that we answer. */
  readonly lines: ReadonlyMap<string, Line>
  readonly urls: PublicUrls
  readonly records: Records
  readonly bus: Bus
  readonly control: CarrierControl
  readonly clock: Clock
  readonly log: Log
  readonly count: Count
  readonly settings: GatewaySettings
  readonly tokens: StreamTokens
  readonly live: LiveCalls
  readonly tasks: Tasks
  /** Begins to open a model session for the call. */
  readonly prepare: (facts: CallFacts) => PreparedCall
  /** Aborted when this instance goes away: nothing new is begun then. */
  readonly draining: AbortSignal
}

export const momentOf = (desk: Pick<Desk, 'clock'>): string => stamp(desk.clock.now())

/** A call whose heartbeat is older than this has lost its gateway. */
export const staleBefore = (desk: Pick<Desk, 'clock' | 'settings'>): string =>
  stamp(desk.clock.now().subtract({ milliseconds: desk.settings.orphanAfterMs }))

export const lineById = (desk: Pick<Desk, 'lines'>, lineId: string): Line | undefined =>
  desk.lines.values().find((line) => line.id === lineId)

/** An outage of the bus must not reach the caller: told again for a minute, then given up and logged. */
const announcing = { maxAttempts: 8, minBackoffMs: 250, maxBackoffMs: 16_000 }

/** Publishes; when that fails at first, goes on trying without the caller of this waiting. */
export async function announce<N extends EventName>(desk: Desk, name: N, data: DataOf<N>): Promise<void> {
  const event = makeEvent(name, data, { by: 'voice-gateway', at: desk.clock.now() })
  // The codec's own type is the union over all names, which a single generic name does not reduce to.
  const publish = () => desk.bus.publish(event as Parameters<Bus['publish']>[0])
  try {
    await publish()
  } catch {
    desk.tasks.start('an event could not be published', () =>
      retry(publish, { policy: announcing, clock: desk.clock, signal: desk.draining }),
    )
  }
}

/** Appends to the call's journal what the gateway decided or met. */
export const note = (desk: Desk, callId: string, what: string, count?: number): Promise<void> =>
  desk.records.journal.append(callId, [noted(desk, what, count)])

const noted = (desk: Desk, what: string, count?: number): JournalEntry => ({
  kind: 'noted',
  at: momentOf(desk),
  what,
  ...(count === undefined ? {} : { count }),
})
