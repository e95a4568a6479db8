import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import { type Log, openLog } from '@frontdesk/process/log'
import { run } from '@frontdesk/process/run'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { type VoiceGatewayEnv, voiceGatewayEnv } from './env.ts'
import { startVoiceGateway } from './service.ts'

/** A voice gateway as a process of its own, beside others that share DATA_DIR. */
await run({
  env: () => voiceGatewayEnv(),
  log: (env) => openLog({ service: 'voice-gateway', level: env.LOG_LEVEL }),
  start: (env, { log }) => start(env, log),
})

async function start(env: VoiceGatewayEnv, log: Log): Promise<AsyncDisposable> {
  const lines = await loadLines(env.LINES_DIR)
  await mkdir(env.DATA_DIR, { recursive: true })
  const file = join(env.DATA_DIR, 'frontdesk.db')
  await using opened = new AsyncDisposableStack()
  const bus = opened.use(await openSqliteBus({ file, onReport: (report) => log.warn('bus', { ...report }) }))
  const records = opened.use(await openSqliteRecords(file))
  opened.use(
    await startVoiceGateway({
      port: env.PORT,
      host: '0.0.0.0',
      publicUrl: env.PUBLIC_URL,
      gatewayId: env.GATEWAY_ID,
      settings: { mostCalls: env.MOST_CALLS },
      makesClipsFirst: true,
      ...(env.METRICS_TOKEN === undefined ? {} : { metricsToken: env.METRICS_TOKEN }),
      lines: new Map(lines.map((line) => [line.number, line])),
      twilio: {
        accountSid: env.TWILIO_ACCOUNT_SID,
        authToken: env.TWILIO_AUTH_TOKEN,
        apiUrl: env.TWILIO_API_URL,
      },
      model: {
        apiKey: env.OPENAI_API_KEY,
        baseUrl: env.OPENAI_BASE_URL,
        model: env.REALTIME_MODEL,
        transcriptionModel: 'gpt-transcribe',
      },
      ...{ bus, records, log, clock: systemClock },
    }),
  )
  return opened.move()
}
