import { mostOpenCallbacks } from '@frontdesk/records'
import { maySee, type Staff } from '../auth/staff.ts'
import type { Desk } from '../desk.ts'
import { summaryOf } from './summary.ts'
import { type CallbackView, viewOf } from './view.ts'

export interface Queue {
  /** The most overdue first. */
  readonly callbacks: readonly CallbackView[]
  /** There are more behind them. */
  readonly isCut: boolean
}

/** What a person has to see to: the callbacks of their lines that nobody finished. */
export type QueueFor = (person: Staff) => Promise<Queue>

export function queueOn(desk: Desk): QueueFor {
  const summaryFor = summariesOn(desk)
  return async (person) => {
    const lineIds = [...desk.lines.keys()].filter((lineId) => maySee(person, lineId))
    const open = await desk.records.callbacks.open({ lineIds, limit: mostOpenCallbacks })
    const now = desk.clock.now()
    const callbacks = await Promise.all(
      open.map(async (callback): Promise<CallbackView[]> => {
        const line = desk.lines.get(callback.lineId)
        if (line === undefined) return []
        return [viewOf(callback, line, await summaryFor(callback.callId), { person, now })]
      }),
    )
    return { callbacks: callbacks.flat(), isCut: open.length === mostOpenCallbacks }
  }
}

/** The list is asked for every few seconds, and a record that is done does not change: its summary is kept for a while. */
const keptMs = 10 * 60_000
const mostKept = 500

function summariesOn({ records, clock }: Desk) {
  const kept = new Map<string, { readonly summary: string | null; readonly untilMs: number }>()
  return async (callId: string): Promise<string | null> => {
    const known = kept.get(callId)
    if (known !== undefined && known.untilMs > clock.monotonicMs()) return known.summary
    kept.delete(callId)
    const record = await records.calls.record(callId)
    if (record?.state !== 'done') return summaryOf(record, await records.journal.read(callId))
    const summary = summaryOf(record, [])
    kept.set(callId, { summary, untilMs: clock.monotonicMs() + keptMs })
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return summary
  }
}
