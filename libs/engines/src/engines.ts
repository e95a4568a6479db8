import type { Bus, BusReport } from '@frontdesk/bus'
import type { PushAnswer, PushRequest } from '@frontdesk/bus/pubsub'
import type { Log } from '@frontdesk/process/log'
import type { Life } from '@frontdesk/process/run'
import type { Recordings, Records } from '@frontdesk/records'
import type { EngineSettings, Part, PushSettings } from './env.ts'

export interface Engines {
  readonly bus: Bus
  readonly records: Records
  readonly recordings: Recordings
}

export interface OpenEngines {
  /** Where this process is pushed to: what takes what was posted, and answers for it. Undefined where it asks for its events itself. */
  readonly receivePush: ((request: PushRequest) => Promise<PushAnswer>) | undefined
}

export interface EngineOptions {
  readonly life: Pick<Life, 'lost'> & { readonly log: Log }
  /** The subscriptions of this process that are pushed where `PUSH_ENDPOINT` is set. */
  readonly pushed?: readonly string[]
}

/** What opens each engine of one place. */
export interface Place {
  bus(onReport: (report: BusReport) => void): Promise<{ readonly bus: Bus } & OpenEngines>
  records(onLost: () => void): Promise<Records>
  recordings(): Promise<Recordings>
}

/**
 * Opens what the process needs of the engines that the environment names; only these are loaded. An engine that is lost for good
 * ends the process (`life.lost`). Disposing closes the bus first: handlers that run to their end still keep what they did.
 */
export async function openEngines<P extends Part>(
  env: EngineSettings & PushSettings,
  parts: readonly P[],
  { life, pushed = [] }: EngineOptions,
): Promise<Pick<Engines, P> & OpenEngines & AsyncDisposable> {
  const place = await placeOf(env, pushed)
  const wants = (part: Part) => (parts as readonly Part[]).includes(part)
  const onReport = (report: BusReport) => {
    life.log.warn('bus', { ...report })
    if (report.kind === 'lost') life.lost()
  }
  await using opened = new AsyncDisposableStack()
  const recordings = wants('recordings') ? await place.recordings() : undefined
  const records = wants('records') ? opened.use(await place.records(() => life.lost())) : undefined
  const { bus, receivePush } = wants('bus') ? await place.bus(onReport) : {}
  opened.use(bus)
  const all = opened.move()
  const engines = { bus, records, recordings } as Pick<Engines, P>
  return { ...engines, receivePush, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

async function placeOf(env: EngineSettings & PushSettings, pushed: readonly string[]): Promise<Place> {
  if (env.GOOGLE_CLOUD_PROJECT === undefined) {
    const { folderPlace } = await import('./folder-place.ts')
    return folderPlace(env.DATA_DIR)
  }
  const { googlePlace } = await import('./google-place.ts')
  return googlePlace(env.GOOGLE_CLOUD_PROJECT, env, pushed)
}
