import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeMulaw } from '@frontdesk/audio/mulaw'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { type DataOf, type FrontdeskEvent, isEvent } from '@frontdesk/events'
import { type Line, lineSchema } from '@frontdesk/line'
import { systemClock as clock } from '@frontdesk/process/clock'
import { silentLog as log } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import {
  type Carrier,
  type PhoneOptions,
  type PlacedCall,
  startCarrier,
  type WebhookTrouble,
} from '@frontdesk/simulators/carrier'
import { twilioClient } from '@frontdesk/twilio'
import { callIdOf } from '../../src/call-id.ts'
import { twilioControl } from '../../src/carrier/twilio/twilio-rest.ts'
import { startGateway } from '../../src/gateway.ts'
import type { GatewaySettings } from '../../src/settings.ts'
import { eventually } from '../../src/testing/eventually.ts'
import { testLine } from '../../src/testing/line.ts'
import { startBalancer } from '../two-gateways/balancer.ts'
import { Agent, type Wish } from './agent.ts'
import { type Deadly, Life } from './mortal.ts'
import { type Reaction, Somebody } from './parties.ts'
import { Sounds } from './sounds.ts'

const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the-auth-token' }

/** What a person does who is rung, and what they say when connected. */
export type Behaviour =
  | 'takes it'
  | 'declines'
  | 'is a machine'
  | 'does not answer'
  | 'lets it ring'
  | 'picks up'
  | 'is busy'
  | 'has no such number'
  | 'hangs up in the offer'
  | 'takes it and hangs up'

export interface StageOptions {
  readonly people: readonly Behaviour[]
  readonly caller?: readonly Reaction[]
  readonly wish?: Wish
  readonly line?: Partial<Pick<Line, 'emergency' | 'people' | 'fallback'>>
  readonly settings?: Partial<GatewaySettings>
  readonly troubles?: readonly WebhookTrouble[]
  /** Two gateways, of which the first dies of this. */
  readonly deadly?: Deadly
}

export interface Stage extends AsyncDisposable {
  readonly carrier: Carrier
  readonly records: Records
  readonly caller: Somebody
  readonly call: PlacedCall
  readonly callId: string
  /** One for every ring of theirs that was answered. */
  readonly people: readonly Somebody[]
  readonly told: readonly FrontdeskEvent[]
  /** Ends the gateway that answers first, as kill -9 does. */
  kill(): void
  /** Whether the first gateway is dead. */
  readonly isDead: boolean
  untilHeard(who: () => Somebody | undefined, what: string): Promise<unknown>
  /** Of a recording, what is said on each of its channels. */
  recorded(sid: string): Promise<readonly (readonly string[])[]>
  /** How each ring ended, in order, once so many have, and why the call did. */
  outcome(rings: number): Promise<{ readonly rings: readonly string[]; readonly end: string }>
}

const numbers = ['+493055500101', '+493055500102', '+493055500103'] as const
/** Patient enough for two busy cores, quick enough for a test. */
const quick: Partial<GatewaySettings> = {
  ...{ heartbeatMs: 100, orphanAfterMs: 600, watchEveryMs: 100, askCarrierAfterMs: 300, drainMs: 50 },
  ...{ keyWithinSeconds: 1, partedWordMs: 200, ringKnownWithinMs: 200, handOffWordMs: 200 },
}

/** Simulated carrier, real gateways, real records: only the agent has no model. A caller is on the phone already. */
export async function openStage(options: StageOptions): Promise<Stage> {
  await using open = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'hand-off-'))
  open.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'frontdesk.db')
  const bus = open.use(await openSqliteBus({ file, onReport: () => {} }))
  const records = open.use(await openSqliteRecords(file))
  const told: FrontdeskEvent[] = []
  const hear = async (event: FrontdeskEvent) => void told.push(event)
  const heard = { 'handoff.completed': hear, 'call.ended': hear, 'call.escalated': hear, 'callback.queued': hear }
  open.use(await bus.subscribe({ name: 'test', topic: 'call-events' }, heard))
  const sounds = new Sounds()
  const carrier = open.use(
    await startCarrier({
      ...{ ...account, say: async (text) => sounds.say(text) },
      settings: { recordingDelayMs: 10, webhookRetryMs: 100, webhookRetries: 3 },
    }),
  )
  const line = lineSchema.parse({ ...testLine, ...options.line, people: peopleOf(options) })
  const balancer = open.use(await startBalancer())
  const life = new Life(options.deadly ?? (() => false), () => {
    balancer.targets = balancer.targets.slice(1)
    balancer.cut()
  })
  const control = twilioControl(twilioClient({ ...account, apiUrl: carrier.url }))
  const gateway = async (gatewayId: string, mortal: boolean) => {
    const own = <T extends object>(port: T): T => (mortal ? life.of(port) : port)
    const its = { bus: own(bus), records: own(records), control: own(control) }
    const { port } = open.use(
      await startGateway({
        ...{ port: 0, host: '127.0.0.1', gatewayId, authToken: account.authToken, clock, log, ...its },
        publicUrl: balancer.url,
        lines: new Map([[line.number, line]]),
        settings: { ...quick, ...options.settings },
        prepare: (facts) => new Agent(facts, options.wish ?? { end: 'hand-over' }, sounds, its.records),
      }),
    )
    return port
  }
  const isTwo = options.deadly !== undefined
  const ports = isTwo ? [await gateway('first', true), await gateway('second', false)] : [await gateway('only', true)]
  balancer.targets = ports
  const [voiceUrl, statusCallbackUrl] = ['incoming', 'status'].map((path) => `${balancer.url}/voice/${path}`)
  carrier.number(line.number, { voiceUrl: voiceUrl ?? '', ...(statusCallbackUrl ? { statusCallbackUrl } : {}) })
  for (const trouble of options.troubles ?? []) carrier.trouble.webhook(trouble)
  const people: Somebody[] = []
  for (const [nth, behaviour] of options.people.entries()) {
    const phone = phoneOf(behaviour, `person ${nth + 1}`, sounds, (person) => people.push(person))
    if (phone !== undefined) carrier.phone(numbers[nth] ?? '', phone)
  }
  const caller = new Somebody(sounds, 'the caller', options.caller)
  const call = carrier.call({ from: '+447700900123', to: line.number, party: caller })
  const callId = callIdOf(call.sid)
  const all = open.move()
  return {
    ...{ carrier, records, caller, call, callId, people, told },
    kill: () => life.end(),
    get isDead() {
      return life.isOver
    },
    untilHeard: (who, what) => eventually(() => who()?.heard.includes(what), 20_000),
    async recorded(sid) {
      const channels = await eventually(() => carrier.recorded(sid))
      return channels.map((samples) => sounds.heardOn(encodeMulaw(samples)))
    },
    async outcome(rings) {
      const end = await eventually(() => ended(told), 20_000)
      await eventually(() => ringsIn(told).length >= rings, 5_000).catch(() => {})
      return { rings: ringsIn(told), end }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

const peopleOf = ({ people, line }: StageOptions) => ({
  ...{ callbackWithinMinutes: 60, ...line?.people },
  transfer: people.map((_, nth) => ({ name: `Person ${nth + 1}`, number: numbers[nth], timeoutSeconds: 5 })),
})

const ended = (told: readonly FrontdeskEvent[]): string | undefined =>
  told.flatMap((event) => (isEvent(event, 'call.ended') ? [event.data.reason] : []))[0]

function ringsIn(told: readonly FrontdeskEvent[]): readonly string[] {
  const rings = told.flatMap((event): DataOf<'handoff.completed'>[] =>
    isEvent(event, 'handoff.completed') ? [event.data] : [],
  )
  return rings.toSorted((a, b) => a.attempt - b.attempt).map(({ result }) => result)
}

const keyOffer = /press 1|drücken Sie die 1/

function phoneOf(
  behaviour: Behaviour,
  voice: string,
  sounds: Sounds,
  answered: (person: Somebody) => void,
): PhoneOptions | undefined {
  const party = (said: string | undefined, ...reactions: readonly Reaction[]): PhoneOptions => ({
    ...{ behaviour: 'answers', ringsMs: 150 },
    party() {
      const person = new Somebody(sounds, said, reactions)
      answered(person)
      return person
    },
  })
  const takes: Reaction = { to: keyOffer, presses: '1' }
  switch (behaviour) {
    case 'takes it':
      return party(voice, takes)
    case 'takes it and hangs up':
      return party(voice, takes, { to: /the caller/, frames: 30, hangsUp: true })
    case 'picks up':
      return party(voice)
    case 'declines':
      return party(voice, { to: keyOffer, presses: '2' })
    case 'is a machine':
      return party('please leave a message')
    case 'hangs up in the offer':
      return party(voice, { to: keyOffer, hangsUp: true })
    case 'does not answer':
      return { behaviour: 'no-answer', ringsMs: 300 }
    case 'lets it ring':
      return { behaviour: 'no-answer' }
    case 'is busy':
      return { behaviour: 'busy' }
    case 'has no such number':
      return undefined
    default:
      return behaviour satisfies never
  }
}
