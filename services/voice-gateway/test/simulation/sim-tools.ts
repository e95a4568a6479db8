import type { Bus } from '@frontdesk/bus'
import { attributesOf, type EventOf, type FrontdeskEvent, isEvent, makeEvent } from '@frontdesk/events'
import { stamp } from '@frontdesk/process/clock'
import { isStrike } from './faults.ts'
import type { Scene } from './scene.ts'

interface Handler {
  readonly isAlive: () => boolean
  readonly handle: (event: FrontdeskEvent) => Promise<void>
}

interface Subscription {
  readonly filter: Readonly<Record<string, string>>
  readonly waiting: FrontdeskEvent[]
  handler: Handler | undefined
}

/** The bus and, behind it, a tool-runner with a ledger: one wish has one effect, however often it is asked for. */
export class SimBus {
  readonly #scene: Scene
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #kept = new Set<string>()
  /** What the ledger's key is made of, by the wish. */
  readonly #intents = new Map<string, string>()
  readonly ended: FrontdeskEvent[] = []

  constructor(scene: Scene) {
    this.#scene = scene
  }

  /** The bus as one gateway sees it. */
  of(isAlive: () => boolean, gateway: string): Pick<Bus, 'publish' | 'subscribe'> {
    return {
      publish: async (event) => {
        if (!isAlive()) return new Promise<never>(() => {})
        await this.#publish(event, gateway)
      },
      subscribe: async (subscription, handlers) => {
        const named = this.#subscriptions.get(subscription.name)
        const known = named ?? { filter: subscription.filter ?? {}, waiting: [], handler: undefined }
        this.#subscriptions.set(subscription.name, known)
        const handle = Reflect.get(handlers, 'tool.completed')
        const delivery = { attempt: 1, signal: new AbortController().signal }
        const handler: Handler = { isAlive, handle: (event) => Reflect.apply(handle, handlers, [event, delivery]) }
        known.handler = handler
        for (const event of known.waiting.splice(0)) this.#deliver(known, event)
        return {
          [Symbol.asyncDispose]: async () => {
            if (known.handler === handler) known.handler = undefined
          },
        }
      },
    }
  }

  async #publish(event: FrontdeskEvent, from: string): Promise<void> {
    const isNew = !this.#kept.has(event.id)
    if (isEvent(event, 'tool.requested')) {
      const fault = this.#scene.faults.at('tool-asked')
      if (fault === 'publish-fails') throw new Error('the bus does not take it')
      if (!isNew) this.#scene.violated(`${event.data.toolCallId} is asked for twice`)
      this.#kept.add(event.id)
      this.#check(event, from)
      this.#run(event, fault === 'late')
      if (fault === 'twice') this.#run(event, false)
      if (isStrike(fault)) this.#scene.strike(fault)
      return
    }
    this.#kept.add(event.id)
    if (isEvent(event, 'call.ended')) this.ended.push(event)
  }

  /** I2: one wish is one intent, however often and by whomever it is asked for; and the answer goes to whoever asked last. */
  #check({ data }: EventOf<'tool.requested'>, from: string): void {
    const { callId, lineId, tool, gateway, toolCallId } = data
    if (gateway !== from) this.#scene.violated(`${from} has ${toolCallId} answered to ${gateway}`)
    if (tool === 'endCall') return
    const intent = JSON.stringify([lineId, callId, tool, data.arguments])
    const wish = String(data.arguments.slotId)
    const first = this.#intents.get(wish) ?? intent
    this.#intents.set(wish, first)
    if (intent !== first) this.#scene.violated(`${wish} is asked for as two intents: ${first} and ${intent}`)
  }

  #run(event: EventOf<'tool.requested'>, late: boolean): void {
    const { clock, random, outcomes } = this.#scene
    const { data } = event
    const wish = data.tool === 'endCall' ? data.toolCallId : String(data.arguments.slotId)
    const tookMs = late ? 14_000 : data.tool === 'endCall' ? 30 : 100 + random.below(3_000)
    clock.after(tookMs, () => {
      const status = data.tool === 'endCall' || random.chance(0.7) ? 'succeeded' : 'failed'
      const outcome = outcomes.get(wish) ?? { wish, status, settledAtMs: clock.monotonicMs(), told: false }
      outcome.settledAtMs = clock.monotonicMs()
      if (data.tool !== 'endCall') outcomes.set(wish, outcome)
      const completed = this.#completed(event, outcome.status)
      const fault = this.#scene.faults.at('tool-completed')
      this.#pass(completed)
      if (fault === 'twice') this.#pass(completed)
      else if (isStrike(fault)) this.#scene.strike(fault)
    })
  }

  #completed({ data }: EventOf<'tool.requested'>, status: string): EventOf<'tool.completed'> {
    const { callId, lineId, gateway, toolCallId, tool, requestedAt } = data
    const now = this.#scene.clock.now()
    const result = tool === 'endCall' ? { ending: true } : { startsAt: 's', spoken: 's', confirmation: 'no-sms' }
    const outcome =
      status === 'succeeded'
        ? ({ status, result } as const)
        : ({ status: 'failed', error: { code: 'slot-taken', message: 'it is taken' } } as const)
    return makeEvent(
      'tool.completed',
      {
        ...{ callId, lineId, gateway, toolCallId, tool, outcome, effects: [] },
        ...{ startedAt: requestedAt, completedAt: stamp(now) },
      },
      { by: 'tool-runner', at: now },
    )
  }

  #pass(event: FrontdeskEvent): void {
    const attributes = attributesOf(event)
    for (const subscription of this.#subscriptions.values()) {
      const matches = Object.entries(subscription.filter).every(([name, value]) => attributes[name] === value)
      if (!matches) continue
      this.#deliver(subscription, event)
    }
  }

  #deliver(subscription: Subscription, event: FrontdeskEvent): void {
    this.#scene.clock.after(5, () => {
      // Nobody there: it waits for a consumer of the same name.
      if (subscription.handler?.isAlive()) void subscription.handler.handle(event)
      else subscription.waiting.push(event)
    })
  }
}
