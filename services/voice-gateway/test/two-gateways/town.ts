import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { type FrontdeskEvent, isEvent } from '@frontdesk/events'
import type { Records } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { type Carrier, type PlacedCall, startCarrier } from '@frontdesk/simulators/carrier'
import { createSpeech, type Speech } from '@frontdesk/simulators/speech'
import { startVoiceModel, type VoiceModel } from '@frontdesk/simulators/voice-model'
import { callIdOf } from '../../src/call-id.ts'
import { testLine } from '../../src/testing/line.ts'
import { type Balancer, startBalancer } from './balancer.ts'
import { Ear } from './ear.ts'
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts'
import { openToolDesk, type ToolDesk } from './tool-desk.ts'

const accountSid = `AC${'0'.repeat(32)}`
const authToken = 'the-auth-token'
const apiKey = `sk-${'0'.repeat(32)}`
/** Nobody is hurried, and everybody is let in. */
const line = { ...testLine, call: { ...testLine.call, askWhenSilentSeconds: 120, mostAtOnce: 200 } }
const greeting = line.agent.greeting.en ?? ''

export const wish = "I'd rather speak to a real person about my last bill."

/** Two gateways over one file, behind one address, between a simulated carrier and a simulated model. */
export interface Town extends AsyncDisposable {
  readonly first: GatewayProcess
  readonly second: GatewayProcess
  readonly balancer: Balancer
  readonly carrier: Carrier
  readonly model: VoiceModel
  readonly records: Records
  readonly tools: ToolDesk
  readonly speech: Speech
  /** The calls that ended, as often as that was told. */
  readonly ended: readonly string[]
  /** A further one, or one of them again. */
  startGateway(name?: string): Promise<GatewayProcess>
  /** The `nth` caller rings, who may have something to say. */
  ring(nth: number, utterance?: Uint8Array): Ringing
}

export interface Ringing extends PlacedCall {
  readonly callId: string
  readonly ear: Ear
}

/** `names` of the two; without them each has one of its own making. */
export async function openTown(names: readonly string[] = ['gateway-1', 'gateway-2']): Promise<Town> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'two-gateways-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const [data, lines] = [join(folder, 'data'), join(folder, 'lines')]
  for (const each of [data, lines]) await mkdir(each)
  await writeFile(join(lines, `${line.id}.yaml`), JSON.stringify(line))
  const file = join(data, 'frontdesk.db')
  const bus = opened.use(await openSqliteBus({ file, onReport: () => {} }))
  const records = opened.use(await openSqliteRecords(file))
  const ended: string[] = []
  const hear = async (event: FrontdeskEvent) => void (isEvent(event, 'call.ended') && ended.push(event.data.callId))
  opened.use(await bus.subscribe({ name: 'test', topic: 'call-events', concurrency: 100 }, { 'call.ended': hear }))
  const tools = opened.use(await openToolDesk(bus, records.ledger))
  const speech = opened.use(await createSpeech())
  // Rendered before anybody waits for it.
  await speech.speak(greeting, 'agent-en')
  const known = [{ text: wish, voice: 'caller-en' as const }]
  const model = opened.use(await startVoiceModel({ speech, apiKey, callerLines: known }))
  const carrier = opened.use(
    await startCarrier({
      ...{ accountSid, authToken, say: async () => new Uint8Array() },
      settings: { recordingDelayMs: 10, webhookRetryMs: 100 },
    }),
  )
  const balancer = opened.use(await startBalancer())
  const env = {
    ...{ DATA_DIR: data, LINES_DIR: lines, PUBLIC_URL: balancer.url, PORT: '0', LOG_LEVEL: 'info' },
    ...{ TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_API_URL: carrier.url },
    ...{ OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: model.url },
  }
  const first = opened.use(await startGatewayProcess({ ...env, ...named(names[0]) }))
  const second = opened.use(await startGatewayProcess({ ...env, ...named(names[1]) }))
  balancer.targets = [first.port, second.port]
  const [voiceUrl, statusCallbackUrl] = [`${balancer.url}/voice/incoming`, `${balancer.url}/voice/status`]
  carrier.number(line.number, { voiceUrl, statusCallbackUrl })
  const all = opened.move()
  return {
    startGateway: async (name) => all.use(await startGatewayProcess({ ...env, ...named(name) })),
    ...{ first, second, balancer, carrier, model, records, tools, speech, ended },
    ring(nth, utterance) {
      const ear = new Ear(utterance)
      const from = `+4477009${String(nth).padStart(5, '0')}`
      const call = carrier.call({ from, to: line.number, party: ear })
      return { ...call, callId: callIdOf(call.sid), ear }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

const named = (name: string | undefined) => (name === undefined ? {} : { GATEWAY_ID: name })

/** When the carrier first asked, and was answered, what comes next in this call. */
export async function askedAtMs({ carrier }: Town, { sid }: Ringing, behindMs: number, withinMs: number) {
  const webhook = await carrier.untilWebhook(
    ({ url, params, fate, atMs }) =>
      url.endsWith('/voice/after-stream') && params.CallSid === sid && fate === 200 && atMs >= behindMs,
    withinMs,
  )
  return webhook.atMs
}
