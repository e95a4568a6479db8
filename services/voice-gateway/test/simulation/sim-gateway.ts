import type { Bus } from '@frontdesk/bus'
import type { Clock, ManualClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import type { CarrierControl } from '../../src/carrier/carrier-control.ts'
import { furnish, handOn } from '../../src/gateway.ts'
import { prepareCall } from '../../src/session/run-call.ts'
import { togetherEveryMs } from '../../src/session/running/journal-writer.ts'
import { testLine } from '../../src/testing/line.ts'
import { ticker } from '../../src/ticker.ts'
import { subscribeToToolAnswers } from '../../src/tool-answers.ts'
import { startWatchdog } from '../../src/watchdog.ts'
import { isStrike } from './faults.ts'
import { memoryRecords, type Store } from './memory-records.ts'
import type { Scene } from './scene.ts'
import { SimModel } from './sim-model.ts'
import type { SimBus } from './sim-tools.ts'

export type Desk = ReturnType<typeof furnish>['desk']

const journalWriteMs = 3

/** One gateway process: all that a real one has but its sockets. When it dies, nothing of it ever runs again. */
export class SimGateway {
  readonly desk: Desk
  readonly model: SimModel
  readonly #scene: Scene
  readonly #draining = new AbortController()
  readonly #timers = new Set<Disposable>()
  readonly #open: Promise<readonly AsyncDisposable[]>
  readonly #died = Promise.withResolvers<undefined>()
  #alive = true

  constructor(scene: Scene, id: string, store: Store, bus: SimBus, control: CarrierControl) {
    this.#scene = scene
    const isAlive = () => this.#alive
    this.model = new SimModel(scene, isAlive)
    const clock = this.#mortal(scene.clock)
    const records = memoryRecords(store, { isAlive, journalWrite: () => this.#journalWrite() })
    const { publish, subscribe } = bus.of(isAlive, id)
    const unused = async () => []
    const fullBus: Bus = {
      ...{ publish, subscribe, deadLetters: unused, redrive: async () => 0 },
      [Symbol.asyncDispose]: async () => {},
    }
    const ports = {
      model: this.model,
      bus: fullBus,
      journal: records.journal,
      clock,
      log: silentLog,
      together: ticker(clock, togetherEveryMs),
    }
    const { desk } = furnish(
      {
        ...{ port: 0, host: 'sim', gatewayId: id, authToken: 'simulated', control, bus: fullBus, records, clock },
        log: silentLog,
        lines: new Map([[testLine.number, testLine]]),
        prepare: (facts, { turn, noted }) =>
          prepareCall(facts, { ...ports, settings: scene.settings, onTurn: turn, onNoted: noted }),
      },
      this.#draining.signal,
    )
    this.desk = desk
    this.#open = this.#start()
  }

  async #start(): Promise<readonly AsyncDisposable[]> {
    return [await subscribeToToolAnswers(this.desk), startWatchdog(this.desk)]
  }

  get isAlive(): boolean {
    return this.#alive
  }

  /** Resolves when it is dead: whoever waits for an answer of it hears of that by its sockets. */
  get died(): Promise<undefined> {
    return this.#died.promise
  }

  get isDraining(): boolean {
    return this.#draining.signal.aborted
  }

  async #journalWrite(): Promise<void> {
    const fault = this.#scene.faults.at('journal-write')
    if (fault === 'fails') throw new Error('the disk is full')
    if (isStrike(fault)) this.#scene.strike(fault)
    await this.#scene.clock.sleep(fault === 'slow' ? 800 : journalWriteMs)
    if (!this.#alive) await new Promise<never>(() => {})
  }

  /** Timers that die with the process. */
  #mortal(clock: ManualClock): Clock {
    const after = (ms: number, fn: () => void): Disposable => {
      if (!this.#alive) return { [Symbol.dispose]: () => {} }
      const timer = clock.after(ms, () => {
        this.#timers.delete(timer)
        fn()
      })
      this.#timers.add(timer)
      return {
        [Symbol.dispose]: () => {
          this.#timers.delete(timer)
          timer[Symbol.dispose]()
        },
      }
    }
    const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
      if (signal?.aborted) return Promise.reject(signal.reason)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const timer = after(ms, resolve)
      signal?.addEventListener('abort', () => {
        timer[Symbol.dispose]()
        reject(signal.reason)
      })
      return promise
    }
    return { now: () => clock.now(), monotonicMs: () => clock.monotonicMs(), after, sleep }
  }

  /** SIGKILL: no word to anybody. */
  die(): void {
    this.#alive = false
    this.#died.resolve(undefined)
    this.model.die()
    for (const timer of this.#timers) timer[Symbol.dispose]()
    this.#timers.clear()
  }

  /** SIGTERM: what it holds is handed on, and it goes. */
  async leave(): Promise<void> {
    this.#draining.abort()
    await handOn(this.desk)
    for (const each of await this.#open) await each[Symbol.asyncDispose]()
    this.desk.live[Symbol.dispose]()
    await this.desk.tasks.settled()
    if (!this.#alive) return
    if (this.#timers.size > 0) this.#scene.violated(`${this.#timers.size} timers are left when a gateway has ended`)
    this.die()
  }
}
