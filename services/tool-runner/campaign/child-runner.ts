import { openLog } from '@frontdesk/process/log'
import { z } from 'zod'
import { startToolRunner, type ToolRunnerOptions } from '../src/service.ts'
import { clockFrom } from '../test/clock.ts'
import { boundariesIn } from './boundaries.ts'
import { Life } from './life.ts'
import { lineOf } from './lines.ts'
import { openBus, openRecords, placeSchema, shortLeaseMs } from './places.ts'

// The tool runner as a process, which the parent kills, or which kills itself at the very boundary that it is told: kill -9,
// as though the power had gone. It is told where to work, and when to leave that place for another.

const stage = z.object({
  place: placeSchema,
  now: z.string(),
  seeds: z.array(z.int()),
  addresses: z.custom<Pick<ToolRunnerOptions, 'calendar' | 'crm' | 'twilio'>>(),
  timing: z.custom<NonNullable<ToolRunnerOptions['timing']>>(),
})
type Stage = z.infer<typeof stage>
const told = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('work'), stage }),
  z.object({ kind: z.literal('doom'), at: z.string(), side: z.enum(['before', 'after']), how: z.literal('dies') }),
  z.object({ kind: z.literal('leave') }),
])
/** What the parent tells. */
export type Told = z.input<typeof told>

const life = new Life([], () => process.kill(process.pid, 'SIGKILL'))
let open = new AsyncDisposableStack()

async function workAt({ place, now, seeds, addresses, timing }: Stage): Promise<void> {
  const records = open.use(await openRecords(place))
  const bus = open.use(await openBus(place, shortLeaseMs))
  const service = await startToolRunner({
    bus: boundariesIn(life).bus(bus),
    records: boundariesIn(life).records(records),
    lines: new Map(seeds.map(lineOf).map((line) => [line.id, line])),
    clock: clockFrom(now),
    log: openLog({ service: 'tool-runner', level: 'error', destination: { write() {} } }),
    ...addresses,
    timing,
  })
  open.use(service)
}

async function obey(message: unknown): Promise<void> {
  const order = told.parse(message)
  if (order.kind === 'work') await workAt(order.stage)
  else if (order.kind === 'doom') life.rearm([order])
  else {
    const left = open
    open = new AsyncDisposableStack()
    await left.disposeAsync()
  }
  process.send?.('done')
}

process.on('message', (message) => void obey(message))
process.on('disconnect', () => process.exit(0))
process.send?.('loaded')
