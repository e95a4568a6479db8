import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { openLog } from '@frontdesk/process/log'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { z } from 'zod'
import { startToolRunner, type ToolRunnerOptions } from '../src/service.ts'
import { clockFrom } from '../test/clock.ts'
import { boundariesIn } from './boundaries.ts'
import { Life } from './life.ts'
import { lineOf } from './lines.ts'

// The tool runner as a process, which the parent kills, or which kills itself at the very boundary that it is told: kill -9,
// as though the power had gone.

const given = z.object({
  file: z.string(),
  now: z.string(),
  seeds: z.array(z.int()),
  addresses: z.custom<Pick<ToolRunnerOptions, 'calendar' | 'crm' | 'twilio'>>(),
  timing: z.custom<NonNullable<ToolRunnerOptions['timing']>>(),
})
const doom = z.object({ at: z.string(), side: z.enum(['before', 'after']), how: z.literal('dies') })

const { file, now, seeds, addresses, timing } = given.parse(JSON.parse(process.argv[2] ?? ''))
const life = new Life([], () => process.kill(process.pid, 'SIGKILL'))
process.on('message', (message) => {
  life.rearm([doom.parse(message)])
  process.send?.('armed')
})
process.on('disconnect', () => process.exit(0))
const bus = await openSqliteBus({ file, leaseMs: 500, onReport() {} })
const records = await openSqliteRecords(file)
await startToolRunner({
  bus: boundariesIn(life).bus(bus),
  records: boundariesIn(life).records(records),
  lines: new Map(seeds.map(lineOf).map((line) => [line.id, line])),
  clock: clockFrom(now),
  log: openLog({ service: 'tool-runner', level: 'error', destination: { write() {} } }),
  ...addresses,
  timing,
})
process.send?.('ready')
