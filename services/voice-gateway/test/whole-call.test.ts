import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Bus } from '@frontdesk/bus'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import type { FrontdeskEvent } from '@frontdesk/events'
import { systemClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import type { JournalEntry, Records } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { type Carrier, startCarrier } from '@frontdesk/simulators/carrier'
import { createSpeech } from '@frontdesk/simulators/speech'
import { startVoiceModel, type VoiceModel } from '@frontdesk/simulators/voice-model'
import { callIdOf } from '../src/call-id.ts'
import { startVoiceGateway } from '../src/service.ts'
import { eventually } from '../src/testing/eventually.ts'
import { testLine } from '../src/testing/line.ts'
import { Listener } from './listener.ts'

const twilio = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the-auth-token' }

interface House extends AsyncDisposable {
  readonly carrier: Carrier
  readonly model: VoiceModel
  readonly bus: Bus
  readonly records: Records
  readonly told: FrontdeskEvent[]
  startGateway(port?: number): ReturnType<typeof startVoiceGateway>
}

/** The service over every real wire: carrier and model are simulators, bus and records lie on disk. */
async function house(): Promise<House> {
  const open = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-whole-'))
  open.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'frontdesk.db')
  const bus = open.use(await openSqliteBus({ file, onReport: () => {} }))
  const records = open.use(await openSqliteRecords(file))
  const speech = open.use(await createSpeech())
  const model = open.use(await startVoiceModel({ speech, apiKey: 'a-key' }))
  const carrier = open.use(await startCarrier({ ...twilio, settings: { recordingDelayMs: 10, webhookRetryMs: 100 } }))
  const told: FrontdeskEvent[] = []
  const hear = async (event: FrontdeskEvent) => void told.push(event)
  const handlers = { 'call.started': hear, 'call.ended': hear, 'recording.available': hear }
  open.use(await bus.subscribe({ name: 'test', topic: 'call-events' }, handlers))
  return {
    ...{ carrier, model, bus, records, told },
    async startGateway(port = 0) {
      const gateway = await startVoiceGateway({
        ...{ port, host: '127.0.0.1', gatewayId: 'gateway-1', bus, records, clock: systemClock, log: silentLog },
        lines: new Map([[testLine.number, testLine]]),
        twilio: { ...twilio, apiUrl: carrier.url },
        model: {
          ...{ apiKey: 'a-key', baseUrl: model.url },
          ...{ model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' },
        },
      })
      open.use(gateway)
      const [voiceUrl, statusCallbackUrl] = ['incoming', 'status'].map((path) => `${gateway.url}/voice/${path}`)
      assert.ok(voiceUrl !== undefined && statusCallbackUrl !== undefined)
      carrier.number(testLine.number, { voiceUrl, statusCallbackUrl })
      return gateway
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

const namesTold = (at: House) => at.told.map(({ type }) => type.replace(/^frontdesk\.|\.v1$/g, ''))

/** Resolves to the journal once it holds an entry like this. */
const untilJournal = (at: House, callId: string, fits: (entry: JournalEntry) => boolean) =>
  eventually(async () => {
    const journal = await at.records.journal.read(callId)
    return journal.some(fits) && journal
  }, 20_000)
const agentSpoke = (entry: JournalEntry) => entry.kind === 'utterance' && entry.who === 'agent' && entry.text !== ''

describe('a whole call', () => {
  test('is answered, disclosed, greeted, recorded, and ended when the caller hangs up', async () => {
    await using at = await house()
    await at.startGateway()
    const party = new Listener()
    const call = at.carrier.call({ from: '+447700900123', to: testLine.number, party })
    const callId = callIdOf(call.sid)
    const journal = await untilJournal(at, callId, agentSpoke)
    assert.deepEqual(
      journal.flatMap((entry) => (entry.kind === 'notice-played' ? [entry.language] : [])),
      ['en'],
    )
    const greeting = journal.find(agentSpoke)
    assert.ok(greeting?.kind === 'utterance')
    assert.equal(greeting.text, testLine.agent.greeting.en)
    assert.ok(party.soundFrames > 100, `heard sound in ${party.soundFrames} frames only`)

    call.hangUp()
    await eventually(() => namesTold(at).length === 3)
    assert.deepEqual(namesTold(at).sort(), ['call.ended', 'call.started', 'recording.available'])
    const held = await at.records.calls.find(callId)
    assert.deepEqual([held?.end?.reason, held?.recording], ['caller-hung-up', 'expected'])
    assert.deepEqual(at.carrier.warnings, [])
  })

  test('goes on, without a second greeting, when its gateway restarts', async () => {
    await using at = await house()
    const first = await at.startGateway()
    const call = at.carrier.call({ from: '+447700900123', to: testLine.number, party: new Listener() })
    const callId = callIdOf(call.sid)
    await untilJournal(at, callId, agentSpoke)
    await first[Symbol.asyncDispose]()
    await at.startGateway(first.port)
    const resumed = (entry: JournalEntry) => entry.kind === 'session-started' && entry.resumed
    const journal = await untilJournal(at, callId, resumed)
    assert.equal(journal.filter((entry) => entry.kind === 'notice-played').length, 1)
    assert.equal((await at.records.calls.find(callId))?.end, undefined)

    call.hangUp()
    await eventually(() => namesTold(at).includes('call.ended'))
    assert.deepEqual(at.carrier.warnings, [])
  })
})
