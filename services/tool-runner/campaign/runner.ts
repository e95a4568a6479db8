import type { Told } from './child-runner.ts'
import type { PlacedWorld } from './engines.ts'
import { arm, isVendorFault } from './faults.ts'
import { Forked } from './forked.ts'
import { describePlan, faultsOf, type Plan } from './plan.ts'

/** Vendors are waited for longer than in the campaign's own process: whoever was killed left it to others. */
export const timing = { vendorTimeoutMs: 1_000, restMs: 200, leaseMs: 2_000, crmLagMs: 20, answerMarginMs: 1_000 }

/** The process that runs the tools at this moment, in one world after the other. */
export class Runner implements AsyncDisposable {
  /** In it a process finds what those before it compiled. */
  readonly #cacheFolder: string
  #process: Forked | undefined

  constructor(cacheFolder: string) {
    this.#cacheFolder = cacheFolder
  }

  /** Works in the world until what it returns is disposed of. */
  async workIn(world: PlacedWorld, seeds: readonly number[]): Promise<Working> {
    const { place, addresses, clock } = world
    const stage = { place, addresses, timing, seeds: [...seeds], now: clock.now().toString() }
    const order = async (what: string, told: Told) => {
      this.#process ??= await this.#start()
      await this.#process.hear(what, told)
    }
    await order('that it works', { kind: 'work', stage })
    return {
      doomedTo: async (plan) => {
        const doomed = this.#process
        for (const fault of faultsOf(plan)) {
          if (isVendorFault(fault)) arm(world, [fault], () => doomed?.kill())
          else if (fault.how === 'dies') await order('that it is armed', { ...fault, how: fault.how, kind: 'doom' })
        }
        return async (withinMs) => {
          await doomed?.gone(withinMs, `by the plan ${describePlan(plan)}`)
          this.#process = undefined
          await order('that it takes over', { kind: 'work', stage })
        }
      },
      [Symbol.asyncDispose]: async () => {
        await this.#process?.hear('that it left', { kind: 'leave' })
      },
    }
  }

  /** The next world has a process of its own. */
  kill(): void {
    this.#process?.kill()
    this.#process = undefined
  }

  async #start(): Promise<Forked> {
    const started = new Forked('the tool runner', new URL('./child.ts', import.meta.url), [this.#cacheFolder])
    await started.hear('that it is loaded')
    return started
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]()
  }
}

export interface Working extends AsyncDisposable {
  /** The process dies by the plan's fault. What it returns resolves when another has taken its place, and throws when it does not die. */
  doomedTo(plan: Plan): Promise<(withinMs: number) => Promise<void>>
}
