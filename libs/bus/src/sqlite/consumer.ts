import { randomUUID } from 'node:crypto'
import { decode, type EventName, type FrontdeskEvent, nameOf, type RetryPolicy } from '@frontdesk/events'
import type { StoreClient } from '@frontdesk/sqlite'
import type { Delivery, OnReport } from '../bus.ts'
import { afterFailure, reasonOf } from '../retry.ts'
import type BusStore from './bus-store.ts'
import type { Claim, Claimed, Settlement } from './bus-store.ts'
import { within } from './within.ts'

export type AnyHandler = (event: FrontdeskEvent, delivery: Delivery) => Promise<void>

export interface ConsumerSettings {
  readonly retryOf: (name: EventName) => RetryPolicy
  readonly nowMs: () => number
  readonly random: () => number
  readonly leaseMs: number
  /** How long a handler may run on after dispose before its signal is aborted. */
  readonly graceMs: number
  readonly onReport: OnReport
  /** Told when the store failed, so that all who use it rest a while. */
  readonly onTrouble: (doing: string, thrown: unknown) => void
}

/** How long a handler may take to give up once its signal is aborted. */
const giveUpMs = 1_000

/**
 * One consumer of one subscription. It claims what is due as long as it has room, runs the handlers, and settles each claim
 * with the store; the store sees to it that of one call there is never more than one.
 */
export class Consumer implements AsyncDisposable {
  readonly subscription: string
  readonly #store: StoreClient<BusStore>
  readonly #handlers: ReadonlyMap<EventName, AnyHandler>
  readonly #concurrency: number
  readonly #settings: ConsumerSettings
  readonly #owner = randomUUID()
  readonly #running = new Map<Claimed, Promise<void>>()
  readonly #giveUp = new AbortController()
  #claiming: Promise<void> | undefined
  #claimAgain = false
  #disposed: Promise<void> | undefined

  constructor(
    subscription: string,
    handlers: ReadonlyMap<EventName, AnyHandler>,
    concurrency: number,
    store: StoreClient<BusStore>,
    settings: ConsumerSettings,
  ) {
    this.subscription = subscription
    this.#handlers = handlers
    this.#concurrency = concurrency
    this.#store = store
    this.#settings = settings
  }

  get hasRoom(): boolean {
    return this.#disposed === undefined && this.#running.size < this.#concurrency
  }

  /** What it works on: whoever owns the heartbeat keeps these leases alive, also while it is being disposed. */
  get claims(): readonly Claim[] {
    return [...this.#running.keys()].map(({ seq, owner, attempt }) => ({ seq, owner, attempt }))
  }

  /** There may be something to claim. */
  wake(): void {
    this.#claimAgain = true
    if (!this.hasRoom || this.#claiming !== undefined) return
    this.#claiming = this.#claimWhileThereIsRoom()
  }

  async #claimWhileThereIsRoom(): Promise<void> {
    while (this.#claimAgain && this.hasRoom) {
      this.#claimAgain = false
      const { nowMs, leaseMs, onTrouble } = this.#settings
      const holding = [...this.#running.keys()].map(({ seq }) => seq)
      const room = this.#concurrency - this.#running.size
      try {
        const claimed = await this.#store.claim(this.subscription, this.#owner, holding, room, nowMs(), leaseMs)
        for (const claim of claimed) this.#start(claim)
      } catch (thrown) {
        onTrouble('claim', thrown)
      }
    }
    // In the same breath as the last look at #claimAgain, or a wake between the two would go unheard.
    this.#claiming = undefined
  }

  #start(claimed: Claimed): void {
    const handled =
      this.#disposed === undefined ? this.#handle(claimed) : Promise.resolve<Settlement>({ kind: 'hand-back' })
    const run = handled
      .then((settlement) => this.#settle(claimed, settlement))
      .finally(() => {
        this.#running.delete(claimed)
        this.wake()
      })
    this.#running.set(claimed, run)
  }

  async #handle({ wire, eventId, attempt }: Claimed): Promise<Settlement> {
    const { onReport, retryOf } = this.#settings
    const decoded = decode(wire)
    if (!decoded.ok) {
      const reason = decoded.fault.kind
      onReport({ kind: 'undecodable', subscription: this.subscription, eventId, reason })
      return { kind: 'dead', reason }
    }
    const name = nameOf(decoded.event)
    const handler = this.#handlers.get(name)
    if (handler === undefined) return { kind: 'done' }
    // Each claim counts as a try, so an event that kills its process does not do so for ever.
    if (attempt > retryOf(name).maxAttempts) return this.#failed(name, eventId, attempt, new ConsumerLost())
    try {
      await handler(decoded.event, { attempt, signal: this.#giveUp.signal })
      return { kind: 'done' }
    } catch (thrown) {
      if (this.#giveUp.signal.aborted) return { kind: 'hand-back' }
      return this.#failed(name, eventId, attempt, thrown)
    }
  }

  #failed(event: EventName, eventId: string, attempt: number, thrown: unknown): Settlement {
    const { onReport, retryOf, nowMs, random } = this.#settings
    const reason = reasonOf(thrown)
    const after = afterFailure(retryOf(event), attempt, thrown, random())
    const { subscription } = this
    onReport({ kind: 'handler-failed', subscription, event, eventId, attempt, reason, next: after.next })
    return after.next === 'retry' ? { kind: 'retry', dueMs: nowMs() + after.delayMs } : { kind: 'dead', reason }
  }

  async #settle({ seq, owner, attempt, eventId }: Claimed, settlement: Settlement): Promise<void> {
    const { nowMs, onReport, onTrouble } = this.#settings
    try {
      if (await this.#store.settle({ seq, owner, attempt }, settlement, nowMs())) return
      onReport({ kind: 'lease-lost', subscription: this.subscription, eventId })
    } catch (thrown) {
      // Not settled: the lease runs out and the event comes again.
      onTrouble('settle', thrown)
    }
  }

  /** Takes no more; waits for the handlers; tells those that are late to give up; hands back what they leave. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#drain()
    return this.#disposed
  }

  async #drain(): Promise<void> {
    await this.#claiming
    if ((await within(this.#settings.graceMs, this.#allRun())) === 'done') return
    this.#giveUp.abort()
    if ((await within(giveUpMs, this.#allRun())) === 'done') return
    await Promise.all([...this.#running.keys()].map((claim) => this.#settle(claim, { kind: 'hand-back' })))
  }

  async #allRun(): Promise<void> {
    await Promise.all(this.#running.values())
  }
}

/** The process died, or stalled past its lease, in the event's last try. */
class ConsumerLost extends Error {
  override readonly name = 'ConsumerLost'
}
