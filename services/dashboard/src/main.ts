import { join } from 'node:path'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import { openLog } from '@frontdesk/process/log'
import { type Life, run } from '@frontdesk/process/run'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { type DashboardEnv, dashboardEnv } from './env.ts'
import { startDashboard } from './service.ts'

/** The dashboard as a process of its own, beside others that share DATA_DIR. */
await run({
  env: () => dashboardEnv(),
  log: (env) => openLog({ service: 'dashboard', level: env.LOG_LEVEL }),
  start,
})

async function start(env: DashboardEnv, { log, stop }: Life): Promise<AsyncDisposable> {
  const lines = await loadLines(env.LINES_DIR)
  await using opened = new AsyncDisposableStack()
  const records = opened.use(await openSqliteRecords(join(env.DATA_DIR, 'frontdesk.db'), { onLost: stop }))
  opened.use(
    await startDashboard({
      ...{ port: env.PORT, host: '0.0.0.0', url: env.DASHBOARD_URL, gatewayUrl: env.PUBLIC_URL },
      ...{ staff: env.DASHBOARD_USERS, sessionKey: env.DASHBOARD_SESSION_KEY },
      ...{ records, clock: systemClock, log, lines: new Map(lines.map((line) => [line.id, line])) },
      twilio: {
        accountSid: env.TWILIO_ACCOUNT_SID,
        authToken: env.TWILIO_AUTH_TOKEN,
        apiUrl: env.TWILIO_API_URL,
      },
    }),
  )
  return opened.move()
}
