import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { silentLog } from '@frontdesk/process/log'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { z } from 'zod'
import { startToolRunner } from '../../src/service.ts'
import { clockFrom } from '../clock.ts'
import { dental } from '../world.ts'

// One of the race's runners: the service as it is, with connections of its own. Says when it runs, and ends with its input.

const told = z.object({
  file: z.string(),
  startedAt: z.string(),
  now: z.string(),
  addresses: z.object({
    calendar: z.object({ apiUrl: z.string() }),
    crm: z.object({ accessToken: z.string(), apiUrl: z.string() }),
    twilio: z.object({ accountSid: z.string(), authToken: z.string(), apiUrl: z.string() }),
  }),
})
const { file, startedAt, now, addresses } = told.parse(JSON.parse(process.argv[2] ?? ''))
// What the system's clock showed when the world's showed `now`.
const sinceThen = Temporal.Instant.from(startedAt).until(Temporal.Now.instant())
const clock = clockFrom(Temporal.Instant.from(now).add(sinceThen).toString())

await using stack = new AsyncDisposableStack()
const bus = stack.use(await openSqliteBus({ file, onReport() {} }))
const records = stack.use(await openSqliteRecords(file))
const lines = new Map([[dental.id, dental]])
stack.use(
  await startToolRunner({
    bus,
    records,
    lines,
    clock,
    log: silentLog,
    ...addresses,
    timing: { vendorTimeoutMs: 20_000, leaseMs: 40_000 },
  }),
)
process.stdout.write('ready\n')
for await (const _ of process.stdin) {
  // Nothing is said: its end is what is waited for.
}
