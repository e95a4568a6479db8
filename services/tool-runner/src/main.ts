import { join } from 'node:path'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import { openLog } from '@frontdesk/process/log'
import { type Life, run } from '@frontdesk/process/run'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { type ToolRunnerEnv, toolRunnerEnv } from './env.ts'
import { startToolRunner } from './service.ts'

// The tool runner as a process of its own, on one machine.

async function start(env: ToolRunnerEnv, { log, stop }: Life): Promise<AsyncDisposable> {
  const lines = await loadLines(env.LINES_DIR)
  const file = join(env.DATA_DIR, 'frontdesk.db')
  await using starting = new AsyncDisposableStack()
  const bus = starting.use(
    await openSqliteBus({
      file,
      onReport(report) {
        log.warn('the bus reports', { report })
        if (report.kind === 'lost') stop()
      },
    }),
  )
  const records = starting.use(await openSqliteRecords(file, { onLost: stop }))
  const apiUrl = env.GOOGLE_CALENDAR_API_URL
  starting.use(
    await startToolRunner({
      bus,
      records,
      lines: new Map(lines.map((line) => [line.id, line])),
      clock: systemClock,
      log,
      calendar: apiUrl === undefined ? {} : { apiUrl },
      crm: { accessToken: env.HUBSPOT_ACCESS_TOKEN, apiUrl: env.HUBSPOT_API_URL },
      twilio: { accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN, apiUrl: env.TWILIO_API_URL },
      ...(env.SLOT_SECRET === undefined ? {} : { slotSecrets: env.SLOT_SECRET }),
    }),
  )
  log.info('tools are being run', { lines: lines.length })
  return starting.move()
}

await run({
  env: toolRunnerEnv,
  log: (env) => openLog({ service: 'tool-runner', level: env.LOG_LEVEL }),
  start,
})
