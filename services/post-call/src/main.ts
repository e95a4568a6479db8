import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import { type Log, openLog } from '@frontdesk/process/log'
import { run } from '@frontdesk/process/run'
import { openFolderRecordings } from '@frontdesk/records/folder'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { type PostCallEnv, postCallEnv } from './env.ts'
import { startPostCall } from './service.ts'

/** Post-call as a process of its own, beside others that share DATA_DIR. */
await run({
  env: postCallEnv,
  log: (env) => openLog({ service: 'post-call', level: env.LOG_LEVEL }),
  start: (env, { log }) => start(env, log),
})

async function start(env: PostCallEnv, log: Log): Promise<AsyncDisposable> {
  const lines = await loadLines(env.LINES_DIR)
  await mkdir(env.DATA_DIR, { recursive: true })
  const file = join(env.DATA_DIR, 'frontdesk.db')
  const { LANGFUSE_PUBLIC_KEY: publicKey, LANGFUSE_SECRET_KEY: secretKey, LANGFUSE_BASE_URL: baseUrl } = env
  const isTraced = publicKey !== undefined && secretKey !== undefined
  await using opened = new AsyncDisposableStack()
  const bus = opened.use(await openSqliteBus({ file, onReport: (report) => log.warn('bus', { ...report }) }))
  const records = opened.use(await openSqliteRecords(file))
  const recordings = await openFolderRecordings(join(env.DATA_DIR, 'recordings'))
  opened.use(
    await startPostCall({
      ...{ bus, records, recordings, log, clock: systemClock },
      lines: new Map(lines.map((line) => [line.id, line])),
      twilio: {
        accountSid: env.TWILIO_ACCOUNT_SID,
        authToken: env.TWILIO_AUTH_TOKEN,
        apiUrl: env.TWILIO_API_URL,
      },
      transcription: {
        apiKey: env.OPENAI_API_KEY,
        baseUrl: env.OPENAI_BASE_URL,
        model: env.TRANSCRIPTION_MODEL,
      },
      ...(isTraced ? { langfuse: { publicKey, secretKey, baseUrl } } : {}),
    }),
  )
  return opened.move()
}
