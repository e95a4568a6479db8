import { openEngines } from '@frontdesk/engines'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import type { Life } from '@frontdesk/process/run'
import { runService } from '@frontdesk/process/service'
import { type DashboardEnv, dashboardEnv } from './env.ts'
import { startDashboard } from './service.ts'

/** The dashboard as a process of its own, beside others that stand on the same engines. */
await runService({ name: 'dashboard', env: () => dashboardEnv(), start })

async function start(env: DashboardEnv, life: Life): Promise<AsyncDisposable> {
  const lines = await loadLines(env.LINES_DIR)
  await using opened = new AsyncDisposableStack()
  const { records } = opened.use(await openEngines(env, ['records'], { life }))
  opened.use(
    await startDashboard({
      ...{ port: env.PORT, host: env.LISTEN_HOST, url: env.DASHBOARD_URL, gatewayUrl: env.PUBLIC_URL },
      ...{ staff: env.DASHBOARD_USERS, sessionKey: env.DASHBOARD_SESSION_KEY },
      ...{ records, clock: systemClock, log: life.log, lines: new Map(lines.map((line) => [line.id, line])) },
      twilio: { accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN, apiUrl: env.TWILIO_API_URL },
    }),
  )
  return opened.move()
}
