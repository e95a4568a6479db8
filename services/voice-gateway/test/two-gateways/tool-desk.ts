import { createHash } from 'node:crypto'
import type { Bus } from '@frontdesk/bus'
import { type EventOf, makeEvent } from '@frontdesk/events'
import { systemClock } from '@frontdesk/process/clock'
import { once, type Records } from '@frontdesk/records'

/** Fetches a person, slowly: for every other caller only once `mayDo`; and nobody is answered before `mayAnswer`. */
export interface ToolDesk extends AsyncDisposable {
  /** Calls in which a person was asked for, as often as that was asked of us. */
  readonly asked: readonly string[]
  /** Calls for which a person was really fetched, as often as that was done. */
  readonly done: readonly string[]
  readonly mayDo: PromiseWithResolvers<void>
  readonly mayAnswer: PromiseWithResolvers<void>
}

/** Answers `transferToHuman` as tool-runner does: once an intent, by the ledger. */
export async function openToolDesk(bus: Bus, ledger: Records['ledger']): Promise<ToolDesk> {
  const asked: string[] = []
  const done: string[] = []
  const mayDo = Promise.withResolvers<void>()
  const mayAnswer = Promise.withResolvers<void>()
  const handle = async ({ data }: EventOf<'tool.requested'>) => {
    const atOnce = asked.push(data.callId) % 2 === 0
    const { callId, lineId, tool } = data
    const key = createHash('sha256').update(`${callId} ${tool}`).digest('hex')
    const effect = { vendor: 'callbacks', action: 'created', what: 'callback', reference: callId } as const
    const settings = { clock: systemClock, leaseMs: 30_000, restMs: 100, waitMs: 10_000 }
    const { outcome, effects } = await once(ledger, { key, callId, lineId, tool }, settings, async (work) => {
      if (!atOnce) await mayDo.promise
      await work.do({
        step: 'callback',
        find: async () => (done.includes(callId) ? effect : undefined),
        make: async () => {
          done.push(callId)
          return effect
        },
      })
      return { status: 'succeeded', result: { next: 'callback', spoken: null } }
    })
    await mayAnswer.promise
    const now = systemClock.now()
    const at = now.toString({ fractionalSecondDigits: 3 })
    const { gateway, toolCallId } = data
    const answer = { callId, lineId, gateway, toolCallId, tool, outcome, effects: [...effects] }
    await bus.publish(
      makeEvent('tool.completed', { ...answer, startedAt: at, completedAt: at }, { by: 'tools', at: now }),
    )
  }
  const subscription = await bus.subscribe(
    { name: 'tools', topic: 'tool-requests', concurrency: 100 },
    { 'tool.requested': handle },
  )
  return { asked, done, mayDo, mayAnswer, [Symbol.asyncDispose]: () => subscription[Symbol.asyncDispose]() }
}
