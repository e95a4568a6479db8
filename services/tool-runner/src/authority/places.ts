import { createHash } from 'node:crypto'
import type { Ledger } from '@frontdesk/records'

export interface Bucket {
  /** Names what is counted: a call's bookings, a number's effects of a day. */
  readonly name: string
  readonly most: number
}

export interface Taker {
  readonly lineId: string
  /** RFC 3339 in UTC. */
  readonly now: string
}

/**
 * Takes one of the bucket's places for `member`; who has one keeps it, however often they ask. False: all are taken. Each place
 * is an intent of its own in the ledger, under a call that is none, so that of all runners one gets it, and none is given twice.
 */
export async function takePlace(
  ledger: Pick<Ledger, 'begin' | 'settle' | 'ofCall'>,
  { name, most }: Bucket,
  member: string,
  { lineId, now }: Taker,
): Promise<boolean> {
  const callId = `allowance-${digest(name)}`
  const wish = digest(`${name} ${member}`)
  const hasOne = async () => (await ledger.ofCall(callId)).some((place) => place.wish === wish)
  const taken = await ledger.ofCall(callId)
  if (taken.some((place) => place.wish === wish)) return true
  const keys = new Set(taken.map(({ key }) => key))
  for (let nth = 0; nth < most; nth++) {
    const key = digest(`${name} ${nth}`)
    if (keys.has(key)) continue
    const begun = await ledger.begin({ key, wish, callId, lineId, tool: 'allowance' }, { leaseMs, now })
    if (begun.state === 'mismatch') return true
    if (begun.state !== 'held') continue
    await ledger.settle(key, begun.fence, { status: 'succeeded', result: {} })
    // One whose taker died before it was noted stays theirs.
    if (begun.intent.wish === wish) return true
  }
  // Another try of ours may have got one meanwhile.
  return hasOne()
}

/** Long enough for the note that the place is taken. */
const leaseMs = 1_000

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40)
