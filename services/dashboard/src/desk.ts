import type { Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import type { Carrier } from './callbacks/carrier.ts'

/** What everything that staff see and do works with. Put together in service.ts. */
export interface Desk {
  readonly records: Pick<Records, 'calls' | 'journal' | 'callbacks'>
  /** By the line's id. */
  readonly lines: ReadonlyMap<string, Line>
  readonly carrier: Carrier
  readonly clock: Clock
  readonly log: Log
}
