/**
 * The account of what was put into the caller's ear. Audio of an item is *received* from the model, *sent* to the carrier in
 * pieces, each with a mark of its own, and *heard* when the carrier echoes that mark. So heard <= sent <= received, always.
 * The carrier plays in order: a mark speaks for everything before it, also where an earlier mark was lost. A clear forgets
 * the pieces that are under way, and with them their marks: the echoes that the clear itself causes find nothing to count.
 *
 * Between two marks the ear goes on. Where something is cut, its place is reckoned from the last mark and the time since then,
 * or from when a piece was sent if that is later: never beyond what was sent, and never beyond what can have been played.
 */
export interface Playback {
  /** What has not been heard to its end, in the order in which it is heard. */
  readonly items: readonly ItemAccount[]
  /** Sent, not yet echoed; in order. */
  readonly pending: readonly SentPiece[]
  /** When the ear reached the last mark; 0 before the first. */
  readonly markedAtMs: number
}

export interface ItemAccount {
  readonly itemId: string
  readonly responseId: string
  /** The model session that said it: only that one can be told how much of it was heard. */
  readonly session: number
  readonly receivedMs: number
  readonly sentMs: number
  readonly heardMs: number
  /** When its first piece was sent; undefined before. */
  readonly sentAtMs?: number
  /** `growing`: more may come. `whole`: all of it came. `broken`: what is missing will never come. */
  readonly extent: 'growing' | 'whole' | 'broken'
}

export interface Piece {
  readonly mark: string
  readonly itemId: string
  readonly ms: number
}

type SentPiece = Piece & { readonly sentAtMs: number }

/** The session of what we say ourselves, without a model. Sessions of a model count from 1. */
export const ourSession = 0
export const isOurs = (item: Pick<ItemAccount, 'session'>): boolean => item.session === ourSession

/** The session of what was cut off and is played on: the model was told of it in words, and knows no such item. */
const playedOnSession = -1

export const silent: Playback = { items: [], pending: [], markedAtMs: 0 }

/** I6: a carrier that echoes nothing must not make the account grow; far more than the lead can hold. */
const maxPending = 1_000

export type Received = { readonly accepted: boolean; readonly playback: Playback }

/** Takes in audio of an item; refuses it when more than `queuedMs` would wait to be sent. */
export function received(
  playback: Playback,
  of: Pick<ItemAccount, 'itemId' | 'responseId' | 'session'>,
  ms: number,
  queuedMs: number,
): Received {
  const waitingMs = playback.items.reduce((sum, item) => sum + item.receivedMs - item.sentMs, 0)
  if (waitingMs + ms > queuedMs) return { accepted: false, playback }
  const known = itemOf(playback, of.itemId)
  if (known === undefined) {
    const fresh: ItemAccount = { ...of, receivedMs: ms, sentMs: 0, heardMs: 0, extent: 'growing' }
    return { accepted: true, playback: { ...playback, items: [...playback.items, fresh] } }
  }
  const grown: ItemAccount = { ...known, receivedMs: known.receivedMs + ms }
  return { accepted: true, playback: { ...playback, items: replaced(playback.items, known, grown) } }
}

/** A piece went to the carrier. One of an item that is not in the account (it was cleared) counts for nothing. */
export function sent(playback: Playback, piece: Piece, atMs: number): Playback {
  const item = itemOf(playback, piece.itemId)
  if (item === undefined) return playback
  const ms = Math.min(piece.ms, item.receivedMs - item.sentMs)
  const grown: ItemAccount = { ...item, sentMs: item.sentMs + ms, sentAtMs: item.sentAtMs ?? atMs }
  const pending = [...playback.pending, { ...piece, ms, sentAtMs: atMs }]
  if (pending.length > maxPending) pending.shift()
  return { ...playback, items: replaced(playback.items, item, grown), pending }
}

const replaced = (items: readonly ItemAccount[], item: ItemAccount, by: ItemAccount): readonly ItemAccount[] =>
  items.map((each) => (each === item ? by : each))

export interface Heard {
  readonly playback: Playback
  /** Items that were now heard to their end, and left the account. */
  readonly finished: readonly ItemAccount[]
}

/** The carrier echoed a mark. One that is not under way (unknown, repeated, or cleared meanwhile) is no hearing. */
export function echoed(playback: Playback, mark: string, atMs: number): Heard {
  const at = playback.pending.findIndex((piece) => piece.mark === mark)
  if (at < 0) return { playback, finished: [] }
  const played = playback.pending.slice(0, at + 1)
  const items = hearing(playback.items, played)
  return leaving({ items, pending: playback.pending.slice(at + 1), markedAtMs: reachedAtMs(playback, played, atMs) })
}

/** A mark may be held up on its way, and is never early: within this it does not put the ear back to where it has been. */
const markLateMs = 30

/** When the ear reached a mark that came now: when it was due, if the carrier has played since the last mark without a pause. */
function reachedAtMs({ markedAtMs }: Playback, played: readonly SentPiece[], atMs: number): number {
  const isOneRun = markedAtMs > 0 && played.every(({ sentAtMs }) => sentAtMs <= markedAtMs)
  if (!isOneRun) return atMs
  const dueMs = played.reduce((endMs, { ms }) => endMs + ms, markedAtMs)
  return Math.min(atMs, Math.max(dueMs, atMs - markLateMs))
}

/** The response is over: what it said is all that comes. `broken`: it would have said more. */
export function over(playback: Playback, isOf: (item: ItemAccount) => boolean, extent: 'whole' | 'broken'): Heard {
  const items = playback.items.map((item) => (item.extent === 'growing' && isOf(item) ? { ...item, extent } : item))
  return leaving({ ...playback, items })
}

/** Everything that was not heard is forgotten; returns what was under way, as far as it was heard by now. */
export const cleared = (
  playback: Playback,
  atMs: number,
): { readonly playback: Playback; readonly cut: readonly ItemAccount[] } => ({
  playback: silent,
  cut: heardBy(playback, atMs),
})

/** What the ear has heard by now, between the marks too. */
export function heardBy({ items, pending, markedAtMs }: Playback, atMs: number): readonly ItemAccount[] {
  const played: { readonly itemId: string; readonly ms: number }[] = []
  let endMs = markedAtMs
  for (const { itemId, ms, sentAtMs } of pending) {
    const startMs = Math.max(endMs, sentAtMs)
    if (startMs >= atMs) break
    played.push({ itemId, ms: Math.min(ms, atMs - startMs) })
    endMs = startMs + ms
  }
  return hearing(items, played)
}

function hearing(items: readonly ItemAccount[], played: readonly Pick<Piece, 'itemId' | 'ms'>[]) {
  return items.map((item) => {
    const moreMs = played.reduce((sum, { itemId, ms }) => (itemId === item.itemId ? sum + ms : sum), 0)
    const heardMs = Math.min(item.heardMs + moreMs, item.sentMs)
    return heardMs === item.heardMs ? item : { ...item, heardMs }
  })
}

/** An item that is played on: what had been cut off of it, under a name of its own. */
export function playedOn(playback: Playback, of: Pick<ItemAccount, 'itemId' | 'responseId'>, ms: number): Playback {
  const item: ItemAccount = { ...of, session: playedOnSession, receivedMs: ms, sentMs: 0, heardMs: 0, extent: 'whole' }
  return { ...playback, items: [...playback.items, item] }
}

/** Whether there is anything that the caller has yet to hear. */
export const runs = (playback: Playback): boolean => playback.items.some(isUnheard)

export const unheardMs = (playback: Playback): number =>
  playback.items.reduce((sum, item) => sum + item.receivedMs - item.heardMs, 0)

export const itemOf = (playback: Playback, itemId: string): ItemAccount | undefined =>
  playback.items.find((item) => item.itemId === itemId)

/** Where the model is told to cut an item: whole milliseconds, never beyond what was received (a sheet's fact: more is an error). */
export const truncationMs = (item: ItemAccount): number => Math.floor(Math.min(item.heardMs, item.receivedMs))

export const isUnheard = (item: ItemAccount): boolean => item.receivedMs - item.heardMs > 0.001

const isFinished = (item: ItemAccount): boolean => item.extent !== 'growing' && !isUnheard(item)

function leaving(playback: Playback): Heard {
  if (!playback.items.some(isFinished)) return { playback, finished: [] }
  return {
    playback: { ...playback, items: playback.items.filter((item) => !isFinished(item)) },
    finished: playback.items.filter(isFinished),
  }
}
