import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bus } from '@frontdesk/bus'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import type { FrontdeskEvent } from '@frontdesk/events'
import { type Line, lineSchema } from '@frontdesk/line'
import { systemClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import type { JournalEntry, Records } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { type Carrier, startCarrier } from '@frontdesk/simulators/carrier'
import { createSpeech, type Speech } from '@frontdesk/simulators/speech'
import { startVoiceModel, type VoiceModel, type VoiceModelOptions } from '@frontdesk/simulators/voice-model'
import { startVoiceGateway, type VoiceGatewayOptions } from '../src/service.ts'
import { eventually } from '../src/testing/eventually.ts'
import { testLine } from '../src/testing/line.ts'

const twilio = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the-auth-token' }

export interface House extends AsyncDisposable {
  readonly carrier: Carrier
  readonly model: VoiceModel
  readonly speech: Speech
  readonly bus: Bus
  readonly records: Records
  readonly told: FrontdeskEvent[]
  startGateway(port?: number): ReturnType<typeof startVoiceGateway>
}

export interface HouseOptions {
  /** What the line sets otherwise than the line of the tests. */
  readonly line?: Partial<Pick<Line, 'fallback' | 'people' | 'agent' | 'languages'>> & {
    readonly call?: Partial<Line['call']>
  }
  readonly settings?: VoiceGatewayOptions['settings']
  readonly makesClipsFirst?: boolean
  readonly voiceModel?: Pick<VoiceModelOptions, 'pace' | 'maxSessionMs'>
  /** What stands between the gateway and the model: given the model's port, the one that the gateway is told. */
  readonly modelThrough?: (port: number) => Promise<number>
  /** Of other houses in the same process: it takes a while to learn to speak. */
  readonly speech?: Speech
}

/** The service over every real wire: carrier and model are simulators, bus and records lie on disk. */
export async function house({
  line: changed = {},
  settings,
  voiceModel,
  modelThrough,
  speech: sharedSpeech,
  makesClipsFirst = false,
}: HouseOptions = {}): Promise<House> {
  const open = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-whole-'))
  open.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'frontdesk.db')
  const bus = open.use(await openSqliteBus({ file, onReport: () => {} }))
  const records = open.use(await openSqliteRecords(file))
  const speech = sharedSpeech ?? open.use(await createSpeech())
  const model = open.use(await startVoiceModel({ speech, apiKey: 'a-key', ...voiceModel }))
  const carrier = open.use(await startCarrier({ ...twilio, settings: { recordingDelayMs: 10, webhookRetryMs: 100 } }))
  const modelPort = (await modelThrough?.(model.port)) ?? model.port
  const line = lineSchema.parse({ ...testLine, ...changed, call: { ...testLine.call, ...changed.call } })
  const told: FrontdeskEvent[] = []
  const hear = async (event: FrontdeskEvent) => void told.push(event)
  open.use(
    await bus.subscribe(
      { name: 'test', topic: 'call-events' },
      {
        ...{ 'call.started': hear, 'call.ended': hear, 'recording.available': hear },
        ...{ 'callback.queued': hear, 'call.escalated': hear, 'handoff.completed': hear },
      },
    ),
  )
  return {
    ...{ carrier, model, speech, bus, records, told },
    async startGateway(port = 0) {
      const gateway = await startVoiceGateway({
        ...{ port, host: '127.0.0.1', gatewayId: 'gateway-1', bus, records, clock: systemClock, log: silentLog },
        lines: new Map([[line.number, line]]),
        twilio: { ...twilio, apiUrl: carrier.url },
        model: {
          ...{ apiKey: 'a-key', baseUrl: `http://127.0.0.1:${modelPort}/v1` },
          ...{ model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' },
        },
        makesClipsFirst,
        ...(settings === undefined ? {} : { settings }),
      })
      open.use(gateway)
      const [voiceUrl, statusCallbackUrl] = ['incoming', 'status'].map((path) => `${gateway.url}/voice/${path}`)
      assert.ok(voiceUrl !== undefined && statusCallbackUrl !== undefined)
      carrier.number(line.number, { voiceUrl, statusCallbackUrl })
      return gateway
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

export const namesTold = (at: House) => at.told.map(({ type }) => type.replace(/^frontdesk\.|\.v1$/g, ''))

/** Resolves to the journal once it holds an entry like this. */
export async function untilJournal(at: House, callId: string, fits: (entry: JournalEntry) => boolean) {
  let journal: readonly JournalEntry[] = []
  const look = async () => {
    journal = await at.records.journal.read(callId)
    return journal.some(fits)
  }
  await eventually(look, 45_000).catch((error: unknown) => {
    throw new Error(`the journal holds only:\n${journal.map((entry) => JSON.stringify(entry)).join('\n')}`, {
      cause: error,
    })
  })
  return journal
}

export const said = (who: 'agent' | 'caller', words: RegExp) => (entry: JournalEntry) =>
  entry.kind === 'utterance' && entry.who === who && words.test(entry.text)

export const noted = (what: string) => (entry: JournalEntry) => entry.kind === 'noted' && entry.what === what
