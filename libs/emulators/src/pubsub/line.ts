import type { Message } from './wire.ts'

/** Who is given messages: a stream, a pull, or a pusher. */
export interface Taker {
  /** How many messages it may still be given, with so many out already. */
  room(out: { readonly messages: number; readonly bytes: number }): number
  /** A push endpoint is given the next message of a key only when the one before is acknowledged. */
  readonly oneOfAKey: boolean
  /** How long a message is its own unless it says otherwise. */
  readonly ackDeadlineSeconds: number
  give(leases: readonly Lease[]): void
}

export interface Lease {
  readonly ackId: string
  readonly line: Line
  readonly entry: Entry
  readonly taker: Taker
  readonly deliveryAttempt: number
  untilMs: number
}

export interface Entry {
  readonly message: Message
  /** `acked` stays in the line while something before it is not: it comes again should that one come again. */
  state: 'waiting' | 'out' | 'acked'
  /** Nacks and missed deadlines of this message. */
  failures: number
  /** Not given out before. */
  dueMs: number
  lease: Lease | undefined
  /** When a forgotten acknowledgment shows. */
  replayMs: number | undefined
}

/** The messages of one ordering key; a message without one has a line to itself. */
export interface Line {
  readonly key: string
  readonly entries: Entry[]
  /** Who had the key last: preferred, and while something is out the only one. */
  taker: Taker | undefined
  /** Who let a deadline pass: the message is not its again while there is somebody else. */
  slow: Taker | undefined
}

export const newEntry = (message: Message, dueMs: number): Entry => ({
  ...{ message, state: 'waiting', failures: 0, dueMs, lease: undefined, replayMs: undefined },
})

/** Everything from here on is to come again; answers with the leases that end by that. */
export function rewind(line: Line, from: number): Lease[] {
  const ended: Lease[] = []
  for (const entry of line.entries.slice(from)) {
    if (entry.lease !== undefined) ended.push(entry.lease)
    entry.lease = undefined
    entry.state = 'waiting'
    entry.replayMs = undefined
  }
  return ended
}

/** Lets go of what is done with at the front. */
export function trim(line: Line): void {
  const firstKept = line.entries.findIndex(({ state, replayMs }) => state !== 'acked' || replayMs !== undefined)
  line.entries.splice(0, firstKept === -1 ? line.entries.length : firstKept)
}

/** What of the line may be given out now, in order, at most `limit`; and when to look again if its turn has not come. */
export function givable(
  line: Line,
  oneOfAKey: boolean,
  limit: number,
  nowMs: number,
): { entries: Entry[]; atMs: number } {
  const entries: Entry[] = []
  for (const entry of line.entries) {
    if (entry.state === 'acked') continue
    if (entry.state === 'out') {
      if (oneOfAKey) break
      continue
    }
    if (entry.dueMs > nowMs) return { entries, atMs: entry.dueMs }
    if (entries.length === limit) break
    entries.push(entry)
    if (oneOfAKey) break
  }
  return { entries, atMs: Number.POSITIVE_INFINITY }
}
