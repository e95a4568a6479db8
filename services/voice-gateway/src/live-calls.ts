import { type Clock, stamp } from '@frontdesk/process/clock'
import type { Calls } from '@frontdesk/records'
import type { HeldCall } from './held-call.ts'
import type { Tasks } from './tasks.ts'

/**
 * The calls that this gateway holds now, and the sign of life that it gives of all of them. What another took meanwhile (the
 * carrier asked there, or this gateway was thought dead), and what is over, it learns by that, and lets go of.
 */
export interface LiveCalls extends Disposable {
  get(callId: string): HeldCall | undefined
  /** Holds it from now on: an answer to an earlier sign of life is not about this holding. */
  hold(call: HeldCall): void
  /** Lets go of the call, and of everything that is open for it. It lives on elsewhere, or is over. */
  drop(callId: string): void
  all(): readonly HeldCall[]
  readonly size: number
  /** Resolves as soon as no call is held. */
  empty(): Promise<void>
}

export interface Heartbeats {
  readonly calls: Pick<Calls, 'beat'>
  readonly gatewayId: string
  readonly clock: Pick<Clock, 'after' | 'now'>
  readonly everyMs: number
  readonly tasks: Tasks
}

export function liveCalls({ calls, gatewayId, clock, everyMs, tasks }: Heartbeats): LiveCalls {
  const held = new Map<string, { readonly call: HeldCall }>()
  const waiting = new Set<() => void>()
  let timer = clock.after(everyMs, beat)

  function beat() {
    if (held.size > 0) tasks.start('a heartbeat could not be written', giveSign)
    timer = clock.after(everyMs, beat)
  }

  async function giveSign() {
    const beaten = new Map(held)
    const lost = await calls.beat([...beaten.keys()], gatewayId, stamp(clock.now()))
    // What was taken meanwhile is held anew: the answer is not about that.
    for (const callId of lost) if (held.get(callId) === beaten.get(callId)) drop(callId)
  }

  function drop(callId: string) {
    const holding = held.get(callId)
    if (holding === undefined) return
    held.delete(callId)
    tasks.start('a call could not be let go of', () => holding.call[Symbol.asyncDispose]())
    if (held.size > 0) return
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  return {
    get: (callId) => held.get(callId)?.call,
    hold: (call) => {
      held.set(call.callId, { call })
    },
    drop,
    all: () => [...held.values()].map(({ call }) => call),
    get size() {
      return held.size
    },
    empty() {
      if (held.size === 0) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.add(resolve)
      return promise
    },
    [Symbol.dispose]: () => timer[Symbol.dispose](),
  }
}
