import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { systemClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { startVoiceGateway } from '../src/service.ts'
import { testLine } from '../src/testing/line.ts'
import { serveWhenTold } from './serve.ts'

/** The service as it runs, with its journal, heartbeats and bus on disk. Only its carrier and its model are the load. */
const authToken = 'the-auth-token'
const line = { ...testLine, call: { ...testLine.call, mostAtOnce: 10_000 } }

serveWhenTold(async (modelUrl) => {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'frontdesk.db')
  const { url } = await startVoiceGateway({
    ...{ port: 0, host: '127.0.0.1', gatewayId: 'bench', clock: systemClock, log: silentLog },
    bus: await openSqliteBus({ file, onReport: () => {} }),
    records: await openSqliteRecords(file),
    lines: new Map([[line.number, line]]),
    settings: { mostCalls: 10_000 },
    // Nobody answers there: a run is shorter than anything that would ask the carrier's REST API.
    twilio: { accountSid: `AC${'0'.repeat(32)}`, authToken, apiUrl: 'http://127.0.0.1:9' },
    model: { apiKey: 'key', baseUrl: modelUrl, model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' },
  })
  return { url, authToken, number: line.number, meantAfterMs: line.interruption.minimumMs }
})
