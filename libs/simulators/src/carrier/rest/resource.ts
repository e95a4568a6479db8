import type { Ask } from '../../server/vendor.ts'

const PAGE_SIZE = 50
const MOST_PER_PAGE = 1_000

/** One page of a list, newest first, in the shape of the 2010 API. `rows` are in the order of their making. */
export function page<Row>(ask: Ask, name: string, rows: readonly Row[], render: (row: Row) => unknown) {
  const size = Math.min(numberOf(ask, 'PageSize') ?? PAGE_SIZE, MOST_PER_PAGE)
  const index = numberOf(ask, 'Page') ?? 0
  const newestFirst = rows.toReversed()
  const start = index * size
  const isLast = start + size >= newestFirst.length
  return {
    [name]: newestFirst.slice(start, start + size).map(render),
    page: index,
    page_size: size,
    start,
    end: Math.max(0, Math.min(start + size, newestFirst.length) - 1),
    uri: uriOf(ask, index, size),
    first_page_uri: uriOf(ask, 0, size),
    next_page_uri: isLast ? null : uriOf(ask, index + 1, size),
    previous_page_uri: index === 0 ? null : uriOf(ask, index - 1, size),
  }
}

/** What every resource says of itself. */
export function commonFields({ params }: Ask, kind: 'Calls' | 'Conferences' | 'Messages' | 'Recordings', sid: string) {
  const { account = '' } = params
  return { account_sid: account, api_version: '2010-04-01', uri: `/2010-04-01/Accounts/${account}/${kind}/${sid}.json` }
}

function numberOf({ query }: Ask, name: string): number | undefined {
  const text = query.get(name)
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined
}

function uriOf({ path, query }: Ask, index: number, size: number): string {
  const params = new URLSearchParams(query)
  params.set('Page', String(index))
  params.set('PageSize', String(size))
  return `${path}?${params}`
}

/**
 * Whether a time fits a list's filters `Name` (that day, in UTC), `Name<` and `Name>` (that day or moment, and before
 * or after). The fields' values are days or RFC 3339.
 */
export function isWithin({ query }: Ask, name: string, atMs: number | null): boolean {
  const [on, before, after] = [query.get(name), query.get(`${name}<`), query.get(`${name}>`)]
  if (on === null && before === null && after === null) return true
  if (atMs === null) return false
  if (on !== null && new Date(atMs).toISOString().slice(0, 10) !== on.slice(0, 10)) return false
  if (before !== null && atMs > endOf(before)) return false
  return after === null || atMs >= Date.parse(after)
}

/** A day is meant to its end, a moment to the end of its second. */
function endOf(time: string): number {
  return Date.parse(time) + (time.length === 10 ? 86_399_999 : 999)
}
