import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import { type Log, openLog } from '@frontdesk/process/log'
import { run } from '@frontdesk/process/run'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { type NotifierEnv, notifierEnv } from './env.ts'
import { startNotifier } from './service.ts'

/** The notifier as a process of its own, beside others that share DATA_DIR. */
await run({
  env: notifierEnv,
  log: (env) => openLog({ service: 'notifier', level: env.LOG_LEVEL }),
  start: (env, { log }) => start(env, log),
})

async function start(env: NotifierEnv, log: Log): Promise<AsyncDisposable> {
  const lines = await loadLines(env.LINES_DIR)
  await mkdir(env.DATA_DIR, { recursive: true })
  const file = join(env.DATA_DIR, 'frontdesk.db')
  await using opened = new AsyncDisposableStack()
  const bus = opened.use(await openSqliteBus({ file, onReport: (report) => log.warn('bus', { ...report }) }))
  const records = opened.use(await openSqliteRecords(file))
  opened.use(
    await startNotifier({
      ...{ bus, records, log, clock: systemClock },
      lines: new Map(lines.map((line) => [line.id, line])),
      slack: { token: env.SLACK_BOT_TOKEN, apiUrl: env.SLACK_API_URL },
    }),
  )
  return opened.move()
}
