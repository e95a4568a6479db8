import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { systemClock as clock } from '@frontdesk/process/clock'
import { silentLog as log } from '@frontdesk/process/log'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import twilio from 'twilio'
import { WebSocket } from 'ws'
import { startGateway } from '../../src/gateway.ts'
import { openaiRealtime } from '../../src/model/openai-realtime/openai-realtime.ts'
import { prepareCall } from '../../src/session/run-call.ts'
import { testLine } from '../../src/testing/line.ts'
import { honestKey, startVendor } from './vendor.ts'

const authToken = 'the-auth-token'
/** Who rings beside the hostile callers. */
export const honestCaller = '+447700900999'

/** A whole gateway between a vendor that may say anything and whoever plays the carrier. */
export async function fuzzedHouse() {
  const open = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-fuzz-'))
  open.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'frontdesk.db')
  const bus = open.use(await openSqliteBus({ file, onReport: () => {} }))
  const records = open.use(await openSqliteRecords(file))
  const vendor = open.use(await startVendor())
  const modelFor = (apiKey: string) =>
    openaiRealtime({
      ...{ apiKey, baseUrl: vendor.url, clock, log },
      ...{ model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' },
    })
  const [honest, hostile] = [modelFor(honestKey), modelFor('any-key')]
  const ports = { bus, journal: records.journal, clock, log }
  const gateway = open.use(
    await startGateway({
      ...{ port: 0, host: '127.0.0.1', gatewayId: 'fuzzed', authToken, bus, records, clock, log },
      lines: new Map([[testLine.number, { ...testLine, call: { ...testLine.call, mostAtOnce: 1_000 } }]]),
      control: {
        ...{
          status: async () => ({ state: 'alive' }),
          redirect: async () => 'redirected',
          stopRecording: async () => 0,
        },
        ...{ ring: async () => 'CA1', ringTo: async () => undefined, hangUp: async () => {} },
      },
      settings: { drainMs: 200 },
      prepare: (facts) => prepareCall(facts, { ...ports, model: facts.caller === honestCaller ? honest : hostile }),
    }),
  )
  const streamUrl = `${gateway.url.replace(/^http/, 'ws')}/voice/stream`
  const sign = (url: string, form: Record<string, string>) => twilio.getExpectedTwilioSignature(authToken, url, form)
  return {
    ...{ vendor, gateway, records },
    streamHeaders: { 'x-twilio-signature': sign(streamUrl, {}) },
    async post(path: string, form: Record<string, string>, signed = true) {
      const url = `${gateway.url}${path}`
      const response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams(form).toString(),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': signed ? sign(url, form) : 'bm90IGl0',
        },
      })
      return { status: response.status, text: await response.text() }
    },
    openStream(): WebSocket {
      const headers = { 'x-twilio-signature': sign(streamUrl, {}) }
      const socket = new WebSocket(streamUrl, { perMessageDeflate: false, headers })
      socket.on('error', () => socket.terminate())
      return socket
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

export type FuzzedHouse = Awaited<ReturnType<typeof fuzzedHouse>>
