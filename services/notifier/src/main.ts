import { openEngines } from '@frontdesk/engines'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import { serveProbes } from '@frontdesk/process/probes'
import type { Life } from '@frontdesk/process/run'
import { runService } from '@frontdesk/process/service'
import { type NotifierEnv, notifierEnv } from './env.ts'
import { startNotifier } from './service.ts'

/** The notifier as a process of its own, beside others that stand on the same engines. */
await runService({ name: 'notifier', env: () => notifierEnv(), start })

async function start(env: NotifierEnv, life: Life): Promise<AsyncDisposable> {
  const lines = await loadLines(env.LINES_DIR)
  await using opened = new AsyncDisposableStack()
  const http = opened.use(await serveProbes({ port: env.PORT, host: env.LISTEN_HOST, life }))
  const engines = opened.use(await openEngines(env, ['bus', 'records'], { life, pushed: ['notifier'] }))
  const { bus, records, receivePush } = engines
  opened.use(
    await startNotifier({
      ...{ bus, records, clock: systemClock, log: life.log },
      lines: new Map(lines.map((line) => [line.id, line])),
      slack: { token: env.SLACK_BOT_TOKEN, apiUrl: env.SLACK_API_URL },
    }),
  )
  if (receivePush !== undefined) http.onPost('/events', receivePush)
  return opened.move()
}
