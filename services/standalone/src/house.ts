import type { Bus } from '@frontdesk/bus'
import { type DashboardOptions, startDashboard } from '@frontdesk/dashboard/service'
import { openEngines } from '@frontdesk/engines'
import type { Line } from '@frontdesk/line'
import { startNotifier } from '@frontdesk/notifier/service'
import { startPostCall } from '@frontdesk/post-call/service'
import { systemClock as clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { startToolRunner } from '@frontdesk/tool-runner/service'
import { startVoiceGateway } from '@frontdesk/voice-gateway/service'
import type { Parties } from './parties.ts'

export interface HouseOptions {
  readonly dataDir: string
  readonly port: number
  readonly host: string
  readonly publicUrl?: string
  readonly metricsToken?: string
  /** Absent: ids of slots are signed with a key from the carrier's auth token, the same after every restart. */
  readonly slotSecrets?: readonly string[]
  readonly realtimeModel: string
  /** Calls at once; absent: what one core carries. */
  readonly mostCalls?: number
  /** Has "one moment, please" spoken in every line's voice at the start, rather than in the first call in each. */
  readonly makesClipsFirst?: boolean
  readonly lines: readonly Line[]
  readonly parties: Parties
  /** Absent where nobody may sign in. */
  readonly dashboard?: Pick<DashboardOptions, 'port' | 'url' | 'staff' | 'sessionKey'>
  readonly log: Log
  /** The house cannot go on: its file is gone. */
  readonly onLost: () => void
}

export interface House extends AsyncDisposable {
  readonly bus: Bus
  readonly records: Records
  /** Where the carrier reaches the gateway. */
  readonly url: string
  /** What staff open; absent where there is no dashboard. */
  readonly dashboardUrl?: string
}

const TRANSCRIPTION_MODEL = 'gpt-transcribe'

/** Every service in one process, over one SQLite file and a folder. What subscribes starts before what publishes. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const { dataDir, lines, parties, log, onLost } = options
  await using opened = new AsyncDisposableStack()
  const life = { log, lost: onLost }
  const engines = opened.use(await openEngines({ DATA_DIR: dataDir }, ['bus', 'records', 'recordings'], { life }))
  const { bus, records, recordings } = engines
  const common = { bus, records, clock, lines: new Map(lines.map((line) => [line.id, line])) }
  const of = (part: string) => log.child({ part })
  const { twilio, openai, calendar, crm, slack, langfuse } = parties

  opened.use(await startNotifier({ ...common, slack, log: of('notifier') }))
  const transcription = { ...openai, model: TRANSCRIPTION_MODEL }
  opened.use(await startPostCall({ ...common, recordings, twilio, transcription, langfuse, log: of('post-call') }))
  const slotSecrets = options.slotSecrets === undefined ? {} : { slotSecrets: options.slotSecrets }
  opened.use(await startToolRunner({ ...common, ...slotSecrets, calendar, crm, twilio, log: of('tool-runner') }))
  const gateway = opened.use(
    await startVoiceGateway({
      ...common,
      lines: new Map(lines.map((line) => [line.number, line])),
      port: options.port,
      host: options.host,
      ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
      ...(options.metricsToken === undefined ? {} : { metricsToken: options.metricsToken }),
      ...(options.mostCalls === undefined ? {} : { settings: { mostCalls: options.mostCalls } }),
      makesClipsFirst: options.makesClipsFirst ?? false,
      // One process a file: kept over a restart, so that it finds its own calls again at once.
      gatewayId: 'standalone',
      twilio,
      model: { ...openai, model: options.realtimeModel, transcriptionModel: TRANSCRIPTION_MODEL },
      log: of('voice-gateway'),
    }),
  )
  const dashboard =
    options.dashboard &&
    opened.use(
      await startDashboard({
        ...{ ...common, twilio, host: options.host, gatewayUrl: gateway.url, log: of('dashboard') },
        ...options.dashboard,
      }),
    )
  const closing = opened.move()
  return {
    ...{ bus, records, url: gateway.url },
    ...(dashboard === undefined ? {} : { dashboardUrl: dashboard.url }),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
