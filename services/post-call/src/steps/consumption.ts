import type { JournalEntry } from '@frontdesk/records'
import type { Consumption } from '../cost/cost.ts'
import type { Evidence } from '../evidence.ts'

/** What only this service knows of a call's cost. */
export interface OwnUse {
  readonly transcribed: Consumption['transcribed']
  readonly recordingMs: number
  readonly messages: Consumption['messages']
}

const wholeMinutes = (ms: number): number => Math.ceil(Math.max(0, ms) / 60_000)

/**
 * What a call consumed, out of its journal. Of two quantities the carrier alone knows the exact value, and these are the most
 * that they can be: a stream that was opened anew counts one more begun minute, and a leg to a person counts from when the
 * first was rung.
 */
export function consumptionOf({ call, line, journal }: Evidence, own: OwnUse): Consumption {
  const endMs = Date.parse(call.end.endedAt)
  const callMs = endMs - Date.parse(call.startedAt)
  const handedOverAt = handOffStart(journal, call.end.reason)
  const talkMs = handedOverAt === undefined ? 0 : Math.max(0, endMs - handedOverAt)
  const streams = noted(journal, 'stream-rebuilt') + (journal.some(isOfSession) ? 1 : 0)
  const numbers = new Set(line?.people.transfer.map(({ number }) => number))
  return {
    model: journal.flatMap((entry) => (entry.kind === 'usage' ? [{ model: entry.model, usage: entry.usage }] : [])),
    transcribed: own.transcribed,
    called: call.called,
    callMinutes: wholeMinutes(callMs),
    streamMinutes: streams === 0 ? 0 : wholeMinutes(callMs - talkMs) + streams - 1,
    handOff:
      handedOverAt === undefined
        ? undefined
        : { to: numbers.size === 1 ? [...numbers][0] : undefined, minutes: wholeMinutes(talkMs) },
    recordingMinutes: wholeMinutes(own.recordingMs),
    messages: own.messages,
  }
}

const isOfSession = ({ kind }: JournalEntry): boolean => kind === 'session-started' || kind === 'session-lost'

const noted = (journal: readonly JournalEntry[], what: string): number =>
  journal.filter((entry) => entry.kind === 'noted' && entry.what === what).length

function handOffStart(journal: readonly JournalEntry[], reason: string): number | undefined {
  const rung = journal.find((entry) => entry.kind === 'noted' && /^then-(hand-over|emergency)$/.test(entry.what))
  return reason === 'handed-over' && rung !== undefined ? Date.parse(rung.at) : undefined
}
