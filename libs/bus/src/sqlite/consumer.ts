import { randomUUID } from 'node:crypto'
import type { StoreClient } from '@frontdesk/sqlite'
import { type AnyHandlers, giveUpMs, type HandlingSettings, handle } from '../handling.ts'
import { within } from '../within.ts'
import type BusStore from './bus-store.ts'
import type { Claim, Claimed, Settlement } from './bus-store.ts'

export interface ConsumerSettings extends HandlingSettings {
  readonly nowMs: () => number
  readonly leaseMs: number
  /** How long a handler may run on after dispose before its signal is aborted. */
  readonly graceMs: number
  /** Told when the store failed, so that all who use it rest a while. */
  readonly onTrouble: (doing: string, thrown: unknown) => void
}

/**
 * One consumer of one subscription. It claims what is due as long as it has room, runs the handlers, and settles each claim
 * with the store; the store sees to it that of one call there is never more than one.
 */
export class Consumer implements AsyncDisposable {
  readonly subscription: string
  readonly #store: StoreClient<BusStore>
  readonly #handlers: AnyHandlers
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
    handlers: AnyHandlers,
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
    const { subscription } = this
    const taken = { subscription, eventId, wire, attempt, signal: this.#giveUp.signal }
    const handled = await handle(taken, this.#handlers, this.#settings)
    return handled.kind === 'retry' ? { kind: 'retry', dueMs: this.#settings.nowMs() + handled.delayMs } : handled
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
