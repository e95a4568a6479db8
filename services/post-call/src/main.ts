import { openEngines } from '@frontdesk/engines'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import { serveProbes } from '@frontdesk/process/probes'
import type { Life } from '@frontdesk/process/run'
import { runService } from '@frontdesk/process/service'
import { type PostCallEnv, postCallEnv } from './env.ts'
import { startPostCall } from './service.ts'

/** Post-call as a process of its own, beside others that stand on the same engines. */
await runService({ name: 'post-call', env: () => postCallEnv(), start })

async function start(env: PostCallEnv, life: Life): Promise<AsyncDisposable> {
  const lines = await loadLines(env.LINES_DIR)
  const { LANGFUSE_PUBLIC_KEY: publicKey, LANGFUSE_SECRET_KEY: secretKey, LANGFUSE_BASE_URL: baseUrl } = env
  const isTraced = publicKey !== undefined && secretKey !== undefined
  await using opened = new AsyncDisposableStack()
  const http = opened.use(await serveProbes({ port: env.PORT, host: env.LISTEN_HOST, life }))
  const engines = opened.use(await openEngines(env, ['bus', 'records', 'recordings'], { life, pushed: ['post-call'] }))
  const { bus, records, recordings, receivePush } = engines
  opened.use(
    await startPostCall({
      ...{ bus, records, recordings, clock: systemClock, log: life.log },
      lines: new Map(lines.map((line) => [line.id, line])),
      twilio: { accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN, apiUrl: env.TWILIO_API_URL },
      transcription: { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL, model: env.TRANSCRIPTION_MODEL },
      ...(isTraced ? { langfuse: { publicKey, secretKey, baseUrl } } : {}),
    }),
  )
  if (receivePush !== undefined) http.onPost('/events', receivePush)
  return opened.move()
}
