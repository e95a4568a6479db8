import type { Bus } from '@frontdesk/bus'
import type { Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Recordings, Records } from '@frontdesk/records'
import type { Carrier } from './carrier/carrier.ts'
import type { PostCallSettings } from './settings.ts'
import type { Tracer } from './tracing/tracer.ts'
import type { Transcriber } from './transcription/transcriber.ts'

/** What the steps after a call work with. Put together in service.ts. */
export interface Desk {
  readonly records: Records
  readonly recordings: Recordings
  readonly bus: Bus
  readonly carrier: Carrier
  readonly transcriber: Transcriber
  /** Undefined where nobody wants traces. */
  readonly tracer: Tracer | undefined
  /** By the line's id. */
  readonly lines: ReadonlyMap<string, Line>
  readonly clock: Clock
  readonly log: Log
  readonly settings: PostCallSettings
}
