import { openEngines } from '@frontdesk/engines'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import { serveProbes } from '@frontdesk/process/probes'
import type { Life } from '@frontdesk/process/run'
import { runService } from '@frontdesk/process/service'
import { type ToolRunnerEnv, toolRunnerEnv } from './env.ts'
import { startToolRunner } from './service.ts'

/** A tool runner as a process of its own, beside others that stand on the same engines. */
await runService({ name: 'tool-runner', env: () => toolRunnerEnv(), start })

async function start(env: ToolRunnerEnv, life: Life): Promise<AsyncDisposable> {
  const lines = await loadLines(env.LINES_DIR)
  await using opened = new AsyncDisposableStack()
  opened.use(await serveProbes({ port: env.PORT, host: env.LISTEN_HOST, life }))
  const { bus, records } = opened.use(await openEngines(env, ['bus', 'records'], { life }))
  const apiUrl = env.GOOGLE_CALENDAR_API_URL
  opened.use(
    await startToolRunner({
      ...{ bus, records, clock: systemClock, log: life.log },
      lines: new Map(lines.map((line) => [line.id, line])),
      calendar: apiUrl === undefined ? {} : { apiUrl },
      crm: { accessToken: env.HUBSPOT_ACCESS_TOKEN, apiUrl: env.HUBSPOT_API_URL },
      twilio: { accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN, apiUrl: env.TWILIO_API_URL },
      ...(env.SLOT_SECRET === undefined ? {} : { slotSecrets: env.SLOT_SECRET }),
    }),
  )
  return opened.move()
}
