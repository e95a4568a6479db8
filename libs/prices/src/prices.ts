/**
 * What things cost, as data. A price is in millionths of a US dollar (micros) for one unit; for tokens that is the same
 * number as US dollars for a million of them. What is not in a table is unknown: it is never taken as 0 (I10).
 */
export interface PriceTable {
  /** The day on which the prices held: goes into every record that was priced by them. */
  readonly day: string
  readonly realtimePerToken: ReadonlyMap<string, RealtimeRates>
  readonly transcriptionPerMinute: ReadonlyMap<string, number>
  /** By where the number that is called lies; for each begun minute. */
  readonly voiceInPerMinute: ReadonlyMap<Region, number>
  readonly voiceOutPerMinute: ReadonlyMap<Region, number>
  readonly mediaStreamPerMinute: number
  readonly recordingPerMinute: number
  /** Twilio's own part of a message; what the receiving network adds is told apart. */
  readonly smsPerSegment: ReadonlyMap<Region, number>
}

export interface RealtimeRates {
  readonly text: Rates
  readonly audio: Rates
  readonly image: Omit<Rates, 'output'>
}
interface Rates {
  readonly input: number
  readonly cached: number
  readonly output: number
}

export type Region = 'us-local' | 'us-toll-free' | 'au'

const rates = (input: number, cached: number, output: number): Rates => ({ input, cached, output })

const large: RealtimeRates = {
  text: rates(4, 0.4, 24),
  audio: rates(32, 0.4, 64),
  image: { input: 5, cached: 0.5 },
}
const largeOf1x: RealtimeRates = { ...large, text: rates(4, 0.4, 16) }
const mini: RealtimeRates = {
  text: rates(0.6, 0.06, 2.4),
  audio: rates(10, 0.3, 20),
  image: { input: 0.8, cached: 0.08 },
}

const november2026: PriceTable = {
  day: '2026-11-22',
  // OpenAI's model pages, August to November 2026.
  realtimePerToken: new Map([
    ['gpt-realtime-2.1', large],
    ['gpt-realtime-2.1-mini', mini],
    ['gpt-realtime-2', large],
    ['gpt-realtime-1.5', largeOf1x],
    ['gpt-realtime', largeOf1x],
    ['gpt-realtime-mini', mini],
  ]),
  // OpenAI's model pages and notes of third parties, August to November 2026.
  transcriptionPerMinute: new Map([
    ['gpt-transcribe', 4_500],
    ['gpt-live-transcribe', 17_000],
    ['gpt-realtime-whisper', 17_000],
    ['gpt-4o-transcribe', 6_000],
    ['gpt-4o-mini-transcribe', 3_000],
  ]),
  // Twilio's list prices for the United States and Australia, seen from August to October 2026. Those of Germany, Austria,
  // Switzerland and the United Kingdom were not to be seen: they are unknown here.
  voiceInPerMinute: new Map<Region, number>([
    ['us-local', 8_500],
    ['us-toll-free', 22_000],
    ['au', 10_000],
  ]),
  voiceOutPerMinute: new Map<Region, number>([['us-local', 14_000]]),
  mediaStreamPerMinute: 4_400,
  recordingPerMinute: 2_500,
  smsPerSegment: new Map<Region, number>([['us-local', 8_300]]),
}

/** Oldest first. Prices that changed are a new table, so that a call of last year is priced as last year. */
const tables: readonly [PriceTable, ...PriceTable[]] = [november2026]

/** The table that holds on a day (or moment) in ISO 8601; a day before the first table is priced by the first. */
export function pricesOn(day: string): PriceTable {
  return tables.findLast((table) => table.day <= day.slice(0, 10)) ?? tables[0]
}
