import type { Bus } from '@frontdesk/bus'
import type { EventOf } from '@frontdesk/events'
import type { Journalled, Records } from '@frontdesk/records'
import { closingLines, linesOf } from './view.ts'

const LOOK_EVERY_MS = 150
/** What the caller said is known a moment after it was said: lines are held this long, to be shown in the order of their times. */
const HOLD_MS = 900

/**
 * Follows calls for the terminal the way any downstream does: events of the bus say when a call begins and is processed,
 * the journal says what happens in it.
 */
export interface Terminal extends AsyncDisposable {
  /** Shows the call of this CallSid from its beginning until it is processed. Resolves early when `gaveUp` is aborted. */
  follow(callSid: string, agent: string, show: (line: string) => void, gaveUp: AbortSignal): Promise<void>
}

type Started = EventOf<'call.started'>['data']

export async function openTerminal({
  bus,
  records,
}: {
  readonly bus: Bus
  readonly records: Records
}): Promise<Terminal> {
  const started = new Map<string, Started>()
  const processed = new Set<string>()
  const seen = new EventTarget()
  const tell = () => seen.dispatchEvent(new Event('event'))
  const subscription = await bus.subscribe(
    { name: 'terminal', topic: 'call-events' },
    {
      'call.started': async ({ data }) => {
        started.set(data.callSid, data)
        tell()
      },
      'call.processed': async ({ data }) => {
        processed.add(data.callId)
        tell()
      },
    },
  )

  return {
    async follow(callSid, agent, show, gaveUp) {
      const call = await until(seen, gaveUp, () => started.get(callSid))
      if (call === undefined) return
      const held = heldEntries(records.journal, call.callId)
      const showUntil = (until: number) => {
        for (const entry of held.take(until)) {
          for (const line of linesOf(entry, { startedAt: call.startedAt, agent })) show(line)
        }
      }
      while (!processed.has(call.callId) && !gaveUp.aborted) {
        await held.readNew()
        showUntil(Date.now() - HOLD_MS)
        await once(seen, gaveUp, LOOK_EVERY_MS)
      }
      await held.readNew()
      showUntil(Number.POSITIVE_INFINITY)
      const record = await records.calls.record(call.callId)
      started.delete(callSid)
      processed.delete(call.callId)
      if (record === undefined) return
      for (const line of closingLines(record, { record: `pnpm call --record ${call.callId}` })) show(line)
    },
    [Symbol.asyncDispose]: () => subscription[Symbol.asyncDispose](),
  }
}

/** A call's journal, read as it grows and given out by time. */
function heldEntries(journal: Pick<Records['journal'], 'read'>, callId: string) {
  let seq = 0
  let waiting: Journalled[] = []
  const atMs = (entry: Journalled) => Date.parse(entry.at)
  const said = new Map<string, string>()
  /** An utterance is journalled again when more is known of it; the same words again are no news. */
  const isNews = (entry: Journalled) => {
    if (entry.kind !== 'utterance') return true
    const isNew = said.get(entry.itemId) !== entry.text
    said.set(entry.itemId, entry.text)
    return isNew
  }
  return {
    async readNew() {
      const fresh = await journal.read(callId, seq)
      seq = fresh.at(-1)?.seq ?? seq
      waiting = [...waiting, ...fresh.filter(isNews)].sort((a, b) => atMs(a) - atMs(b) || a.seq - b.seq)
    },
    take(untilMs: number): readonly Journalled[] {
      const due = waiting.filter((entry) => atMs(entry) <= untilMs)
      waiting = waiting.filter((entry) => atMs(entry) > untilMs)
      return due
    },
  }
}

async function until<T>(seen: EventTarget, gaveUp: AbortSignal, found: () => T | undefined): Promise<T | undefined> {
  for (;;) {
    const value = found()
    if (value !== undefined || gaveUp.aborted) return value
    await once(seen, gaveUp)
  }
}

/** The next event, the end of waiting, or `ms` at most. */
function once(seen: EventTarget, gaveUp: AbortSignal, ms?: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = () => {
    clearTimeout(timer)
    seen.removeEventListener('event', done)
    gaveUp.removeEventListener('abort', done)
    resolve()
  }
  const timer = ms === undefined ? undefined : setTimeout(done, ms)
  seen.addEventListener('event', done)
  gaveUp.addEventListener('abort', done)
  return promise
}
