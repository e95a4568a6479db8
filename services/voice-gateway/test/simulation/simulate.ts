import { manualClock } from '@frontdesk/process/clock'
import { callIdOf } from '../../src/call-id.ts'
import type { CarrierControl } from '../../src/carrier/carrier-control.ts'
import { streamBegan } from '../../src/connect.ts'
import { seeded } from '../../src/session/testing/seeded.ts'
import { testLine } from '../../src/testing/line.ts'
import { onAfterStream } from '../../src/webhooks/after-stream.ts'
import { onIncoming } from '../../src/webhooks/incoming.ts'
import { onStatus } from '../../src/webhooks/status.ts'
import { faultsOf, isStrike, type Planned, plan } from './faults.ts'
import { judge } from './invariants.ts'
import { emptyStore, type Store } from './memory-records.ts'
import type { Scene } from './scene.ts'
import { SimCaller } from './sim-caller.ts'
import { SimGateway } from './sim-gateway.ts'
import { SimLeg } from './sim-leg.ts'
import { SimBus } from './sim-tools.ts'

const callSid = 'CA00000000000000000000000000000001'
const callId = callIdOf(callSid)
const longestMs = 240_000
/** What is left to be done when the call is over: late words, the watchdog, deadlines. */
const afterwardsMs = 25_000

export interface Verdict {
  readonly seed: number
  readonly struck: readonly Planned[]
  /** Empty when every invariant held. */
  readonly violations: readonly string[]
  /** What was seen, as a text that is the same when the seed is run again. */
  readonly trace: string
}

/** One call from its first ring to the last thing that is left of it, with the faults that the seed plans. */
export async function simulate(seed: number): Promise<Verdict> {
  const call = new SimCall(seed)
  return call.play()
}

class SimCall {
  readonly #seed: number
  readonly #scene: Scene
  readonly #store: Store = emptyStore()
  readonly #bus: SimBus
  readonly #control: CarrierControl
  #gatewayId = 1
  #gateway: SimGateway
  readonly #leaving: Promise<void>[] = []
  #leg: SimLeg | undefined
  #over = false
  #redirected: (() => void) | undefined
  /** The carrier does not come back by itself: somebody must fetch the call. */
  #isLost = false

  constructor(seed: number) {
    this.#seed = seed
    const random = seeded(seed)
    this.#scene = {
      ...{ clock: manualClock(), random, faults: faultsOf(plan(random)) },
      // Some sessions grow old within the call.
      settings: random.chance(0.25) ? { rotateAfterMs: 5_000 + random.below(10_000) } : {},
      ...{ items: [], utterances: [], outcomes: new Map(), violations: [], greetingsAskedAtMs: [] },
      ...{ troubledAtMs: [], agentHeardAtMs: -1, sessions: 0 },
      strike: (fault) => void this.#scene.clock.after(1, () => this.#strike(fault)),
      violated: (what) => {
        this.#scene.violations.push(`${Math.round(this.#scene.clock.monotonicMs())} ms: ${what}`)
      },
    }
    this.#bus = new SimBus(this.#scene)
    this.#control = {
      status: async () => (this.#over ? { state: 'ended', failed: false } : { state: 'alive' }),
      redirect: async () => {
        this.#redirected?.()
        return this.#over ? 'ended' : 'redirected'
      },
      stopRecording: async () => 1,
      ...{ ring: async () => 'CA0', ringTo: async () => undefined, hangUp: async () => {} },
    }
    this.#gateway = this.#newGateway()
  }

  /** Another instance, or the same one restarted under its name. */
  #newGateway(): SimGateway {
    if (this.#scene.random.chance(0.6)) this.#gatewayId++
    return new SimGateway(this.#scene, `g${this.#gatewayId}`, this.#store, this.#bus, this.#control)
  }

  async play(): Promise<Verdict> {
    const { clock } = this.#scene
    const caller = new SimCaller(
      this.#scene,
      () => this.#leg,
      () => this.#hangUp(),
    )
    const course = this.#course()
    while (!this.#over && clock.monotonicMs() < longestMs) await clock.advance(1_000)
    if (!this.#over) this.#scene.violated('the call never ends')
    caller.goAway()
    await clock.advance(afterwardsMs)
    this.#leaving.push(this.#gateway.leave())
    await clock.advance(afterwardsMs)
    await Promise.race([Promise.all([course, ...this.#leaving]), clock.advance(0)])
    judge(this.#scene, { store: this.#store, callId, ended: this.#bus.ended, timersLeft: clock.waiting })
    const { faults, violations, items } = this.#scene
    const journal = (this.#store.journal.get(callId) ?? []).map(({ at, kind }) => `${at} ${kind}`)
    const ear = items.map(({ number, madeMs, heardMs }) => `item ${number}: ${heardMs} of ${madeMs} ms`)
    const trace = [...journal, ...ear].join('\n')
    return { seed: this.#seed, struck: faults.struck, violations, trace }
  }

  /** What the carrier does with the call: asks, does what it is told, asks again. */
  async #course(): Promise<void> {
    const { clock } = this.#scene
    let twiml = await this.#ask('incoming')
    while (!this.#over) {
      if (twiml.includes('<Stream ')) {
        if (twiml.includes('<Say')) await clock.sleep(1_000)
        await this.#stream()
        if (this.#isLost) await this.#fetchedBack()
        if (!this.#over) twiml = await this.#ask('after-stream')
      } else if (twiml.includes('<Pause')) {
        await clock.sleep(3_000)
        twiml = await this.#ask('after-stream')
      } else this.#hangUp()
    }
  }

  async #fetchedBack(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#redirected = resolve
    await promise
    this.#redirected = undefined
    this.#isLost = false
  }

  async #ask(what: 'incoming' | 'after-stream'): Promise<string> {
    const { clock } = this.#scene
    await clock.sleep(20)
    for (;;) {
      const { desk, isAlive, isDraining, died } = this.#gateway
      const fault = isAlive && !isDraining ? this.#scene.faults.at('carrier-asks') : 'lost'
      if (fault !== 'lost') {
        const webhook = { CallSid: callSid, From: '+447700900123', To: testLine.number, CallStatus: 'in-progress' }
        const tell = () => (what === 'incoming' ? onIncoming(desk, webhook) : onAfterStream(desk, webhook))
        if (isStrike(fault)) this.#scene.strike(fault)
        const twiml = await Promise.race([tell(), died])
        if (fault === 'twice') void tell()
        if (twiml !== undefined) return twiml
      }
      if (this.#over) return ''
      await clock.sleep(250)
    }
  }

  async #stream(): Promise<void> {
    const gateway = this.#gateway
    const leg = new SimLeg(this.#scene, () => gateway.isAlive)
    const held = gateway.desk.live.get(callId)
    const fault = this.#scene.faults.at('stream-opens')
    if (isStrike(fault)) this.#scene.strike(fault)
    if (this.#over || held === undefined || !gateway.isAlive || fault === 'lost') return
    this.#leg = leg
    streamBegan(gateway.desk, held)
    void held.talk(leg)
    await leg.closed
    this.#leg = undefined
  }

  #hangUp(): void {
    if (this.#over) return
    this.#over = true
    this.#redirected?.()
    this.#leg?.stop()
    void this.#tellStatus()
  }

  async #tellStatus(): Promise<void> {
    await this.#scene.clock.sleep(30)
    const fault = this.#scene.faults.at('carrier-ends')
    if (isStrike(fault)) this.#scene.strike(fault)
    const { desk, isAlive } = this.#gateway
    if (!isAlive || fault === 'never') return
    const tell = () => onStatus(desk, { CallSid: callSid, CallStatus: 'completed' })
    await tell()
    if (fault === 'twice') await tell()
  }

  #strike(fault: Parameters<Scene['strike']>[0]): void {
    const gateway = this.#gateway
    this.#scene.troubledAtMs.push(this.#scene.clock.monotonicMs())
    if (fault === 'lost-model') gateway.model.die()
    else if (fault === 'leg-lost') this.#leg?.lose()
    else if (fault === 'crash') {
      gateway.die()
      this.#isLost = this.#leg !== undefined && this.#scene.random.chance(0.3)
      this.#leg?.lose()
      this.#gateway = this.#newGateway()
    } else {
      // First, since what leaves may be struck itself while it says its last words.
      this.#gateway = this.#newGateway()
      this.#leaving.push(gateway.leave())
    }
  }
}
