import { stamp } from '@frontdesk/process/clock'
import { type Callback, mostOpenCallbacks, type Ring, type RingResult } from '@frontdesk/records'
import type { Desk } from '../desk.ts'

export interface WatchSettings {
  readonly everyMs: number
  /** The gateway is told of a ring's end by the carrier; so long behind it we ask. */
  readonly toldWithinMs: number
  /** A ring whose call nobody has heard of by then was never placed, or never answered us. */
  readonly namedWithinMs: number
}
export const defaultWatchSettings: WatchSettings = { everyMs: 10_000, toldWithinMs: 20_000, namedWithinMs: 120_000 }

/** Ends the rings whose end nobody was told of: a webhook was lost, or a process died between two steps. */
export function watchRings(desk: Desk, settings: WatchSettings): AsyncDisposable {
  const { clock, log } = desk
  const stopping = new AbortController()
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look(desk, settings, stopping.signal).catch((error: unknown) =>
        log.warn('rings could not be looked after; tried again later', { error }),
      )
      // Rejects when we stop, which is the end of looking.
      await clock.sleep(settings.everyMs, stopping.signal).catch(() => {})
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await looking
    },
  }
}

async function look(desk: Desk, settings: WatchSettings, signal: AbortSignal): Promise<void> {
  let after: Callback | undefined
  while (!signal.aborted) {
    const page = await desk.records.callbacks.open({
      limit: mostOpenCallbacks,
      ...(after === undefined ? {} : { after }),
    })
    for (const { callbackId, callId, ring } of page) {
      if (ring === null) continue
      await lookAfter(desk, settings, callbackId, ring).catch((error: unknown) =>
        desk.log.warn('a ring could not be looked after; tried again later', { callId, callbackId, error }),
      )
    }
    after = page.at(-1)
    if (page.length < mostOpenCallbacks) return
  }
}

async function lookAfter(desk: Desk, settings: WatchSettings, callbackId: string, ring: Ring): Promise<void> {
  const result = await resultOf(desk, settings, ring)
  if (result === undefined) return
  const { ringId } = ring
  await desk.records.callbacks.change(callbackId, { do: 'end-ring', ringId, result, at: stamp(desk.clock.now()) })
}

const resultOfWord: Readonly<Record<string, RingResult>> = {
  busy: 'person-busy',
  'no-answer': 'person-no-answer',
  canceled: 'person-no-answer',
  failed: 'not-placed',
  completed: 'person-declined',
}

async function resultOf(desk: Desk, settings: WatchSettings, ring: Ring): Promise<RingResult | undefined> {
  const now = desk.clock.now()
  const olderThan = (at: Temporal.Instant, ms: number) => now.epochMilliseconds - at.epochMilliseconds > ms
  const begunAt = Temporal.Instant.from(ring.begunAt)
  if (!olderThan(begunAt, settings.toldWithinMs)) return undefined
  if (ring.callSid === null) return olderThan(begunAt, settings.namedWithinMs) ? 'unknown' : undefined
  const status = await desk.carrier.status(ring.callSid)
  if (status.state === 'alive') return undefined
  if (status.state === 'unknown') return 'unknown'
  if (!olderThan(status.endedAt ?? begunAt, settings.toldWithinMs)) return undefined
  return ring.stage === 'caller' ? 'unknown' : (resultOfWord[status.word] ?? 'unknown')
}
