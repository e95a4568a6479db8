import { placeOfNumber } from './numbers.ts'
import { type Demands, rowOf, strictest, tableVersion } from './table.ts'

interface Place {
  /** ISO 3166-1. */
  readonly country: string
  /** ISO 3166-2 without the country. */
  readonly region?: string | undefined
}

/** What of a line counts. */
export interface RecordedLine {
  /** E.164: says where the line is when it does not say so itself. */
  readonly number: string
  readonly disclosure: {
    /** Whether the line wants to record at all. */
    readonly record: boolean
    /** A line may ask for more than the law does, and never for less. */
    readonly consent: 'as-law-demands' | 'always-ask'
    readonly place?: Place | undefined
  }
  readonly hours: { readonly holidays: Place | null }
}

/** What holds for one call. */
export interface Policy {
  /** Of the table that it was taken from. */
  readonly version: string
  /** ISO 3166, or `unknown`: the caller's, then the line's, each once. */
  readonly jurisdictions: readonly string[]
  readonly ai: Demands['ai']
  /** `none`: nothing is recorded, and nothing is asked. */
  readonly recording: Demands['recording'] | 'none'
  /** Whether the words may be written down of a caller who was not asked. */
  readonly wordsUnasked: boolean
  readonly noticeInRecording: Demands['noticeInRecording']
  readonly onWithdrawal: Demands['onWithdrawal']
}

/**
 * The stricter of what holds where the caller is and where the line is; a place that is unknown, or that the table does not
 * know, counts as the strictest. Not legal advice: see table.ts.
 * @param caller E.164, or null for a caller who withholds it
 */
export function policyFor(line: RecordedLine, caller: string | null): Policy {
  const places = [caller === null ? undefined : placeOfNumber(caller), placeOfLine(line)]
  const rows = places.map((place) => (place === undefined ? strictest : (rowOf(place) ?? strictest)))
  const some = (fits: (row: Demands) => boolean) => rows.some(fits)
  const asks = line.disclosure.consent === 'always-ask' || some((row) => row.recording === 'consent')
  // Nothing is recorded before a yes, and what must be on the recording is said again behind it.
  const within = some((row) => row.noticeInRecording === 'must') ? 'must' : asks ? 'must-not' : 'may'
  return {
    version: tableVersion,
    jurisdictions: [...new Set(places.map((place) => place ?? 'unknown'))],
    ai: some((row) => row.ai === 'at-start') ? 'at-start' : 'on-request',
    recording: !line.disclosure.record ? 'none' : asks ? 'consent' : 'notice',
    wordsUnasked: !asks,
    noticeInRecording: within,
    onWithdrawal: some((row) => row.onWithdrawal === 'delete') ? 'delete' : 'keep',
  }
}

function placeOfLine({ disclosure, hours, number }: RecordedLine): string | undefined {
  const place = disclosure.place ?? hours.holidays
  if (place === null) return placeOfNumber(number)
  // Elsewhere one law holds in all regions, as far as it matters here.
  const hasStates = place.country === 'US' || place.country === 'CA'
  return hasStates && place.region !== undefined ? `${place.country}-${place.region}` : place.country
}
