import { type Clock, stamp } from '@frontdesk/process/clock'
import type { Calls } from '@frontdesk/records'
import type { HeldCall } from './held-call.ts'
import type { Tasks } from './tasks.ts'

/** The calls that this gateway holds now, and the sign of life that it gives of each. */
export interface LiveCalls extends Disposable {
  get(callId: string): HeldCall | undefined
  hold(call: HeldCall): void
  /** Lets go of the call, and of everything that is open for it. It lives on elsewhere, or is over. */
  drop(callId: string): void
  all(): readonly HeldCall[]
  readonly size: number
  /** Resolves as soon as no call is held. */
  empty(): Promise<void>
}

export interface Heartbeats {
  readonly calls: Pick<Calls, 'heartbeat'>
  readonly gatewayId: string
  readonly clock: Pick<Clock, 'after' | 'now'>
  readonly everyMs: number
  readonly tasks: Tasks
}

export function liveCalls({ calls, gatewayId, clock, everyMs, tasks }: Heartbeats): LiveCalls {
  const held = new Map<string, HeldCall>()
  const waiting = new Set<() => void>()
  let timer = clock.after(everyMs, beat)

  function beat() {
    const at = stamp(clock.now())
    for (const { callId } of held.values()) {
      tasks.start('a heartbeat could not be written', () => calls.heartbeat(callId, gatewayId, at))
    }
    timer = clock.after(everyMs, beat)
  }

  return {
    get: (callId) => held.get(callId),
    hold: (call) => {
      held.set(call.callId, call)
    },
    drop(callId) {
      const call = held.get(callId)
      if (call === undefined) return
      held.delete(callId)
      tasks.start('a call could not be let go of', () => call[Symbol.asyncDispose]())
      if (held.size > 0) return
      for (const resolve of waiting) resolve()
      waiting.clear()
    },
    all: () => [...held.values()],
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
