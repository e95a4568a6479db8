import { openEngines } from '@frontdesk/engines'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import type { Life } from '@frontdesk/process/run'
import { runService } from '@frontdesk/process/service'
import { type VoiceGatewayEnv, voiceGatewayEnv } from './env.ts'
import { startVoiceGateway } from './service.ts'

/** A voice gateway as a process of its own, beside others that stand on the same engines. */
await runService({ name: 'voice-gateway', env: () => voiceGatewayEnv(), start })

async function start(env: VoiceGatewayEnv, life: Life): Promise<AsyncDisposable> {
  const lines = await loadLines(env.LINES_DIR)
  await using opened = new AsyncDisposableStack()
  const { bus, records } = opened.use(await openEngines(env, ['bus', 'records'], { life }))
  opened.use(
    await startVoiceGateway({
      port: env.PORT,
      host: env.LISTEN_HOST,
      publicUrl: env.PUBLIC_URL,
      gatewayId: env.GATEWAY_ID,
      settings: { mostCalls: env.MOST_CALLS },
      makesClipsFirst: true,
      ...(env.METRICS_TOKEN === undefined ? {} : { metricsToken: env.METRICS_TOKEN }),
      lines: new Map(lines.map((line) => [line.number, line])),
      twilio: { accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN, apiUrl: env.TWILIO_API_URL },
      model: {
        apiKey: env.OPENAI_API_KEY,
        baseUrl: env.OPENAI_BASE_URL,
        model: env.REALTIME_MODEL,
        transcriptionModel: 'gpt-transcribe',
      },
      ...{ bus, records, clock: systemClock, log: life.log },
    }),
  )
  return opened.move()
}
