/**
 * The account of what was put into the caller's ear. Audio of an item is *received* from the model, *sent* to the carrier in
 * pieces, each with a mark of its own, and *heard* when the carrier echoes that mark. So heard <= sent <= received, always.
 * The carrier plays in order: a mark speaks for everything before it, also where an earlier mark was lost. A clear forgets
 * the pieces that are under way, and with them their marks: the echoes that the clear itself causes find nothing to count.
 */
export interface Playback {
  /** What has not been heard to its end, in the order in which it is heard. */
  readonly items: readonly ItemAccount[]
  /** Sent, not yet echoed; in order. */
  readonly pending: readonly Piece[]
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

export const silent: Playback = { items: [], pending: [] }

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
  const known = playback.items.some((item) => item.itemId === of.itemId)
  const fresh: ItemAccount = { ...of, receivedMs: 0, sentMs: 0, heardMs: 0, extent: 'growing' }
  const items = known ? playback.items : [...playback.items, fresh]
  const grown = items.map((item) => (item.itemId === of.itemId ? { ...item, receivedMs: item.receivedMs + ms } : item))
  return { accepted: true, playback: { ...playback, items: grown } }
}

/** A piece went to the carrier. One of an item that is not in the account (it was cleared) counts for nothing. */
export function sent(playback: Playback, piece: Piece, atMs: number): Playback {
  const item = itemOf(playback, piece.itemId)
  if (item === undefined) return playback
  const ms = Math.min(piece.ms, item.receivedMs - item.sentMs)
  const grown: ItemAccount = { ...item, sentMs: item.sentMs + ms, sentAtMs: item.sentAtMs ?? atMs }
  const pending = [...playback.pending, { ...piece, ms }].slice(-maxPending)
  return { items: playback.items.map((each) => (each === item ? grown : each)), pending }
}

export interface Heard {
  readonly playback: Playback
  /** Items that were now heard to their end, and left the account. */
  readonly finished: readonly ItemAccount[]
}

/** The carrier echoed a mark. One that is not under way (unknown, repeated, or cleared meanwhile) is no hearing. */
export function echoed(playback: Playback, mark: string): Heard {
  const at = playback.pending.findIndex((piece) => piece.mark === mark)
  if (at < 0) return { playback, finished: [] }
  const heardMs = new Map<string, number>()
  for (const piece of playback.pending.slice(0, at + 1)) {
    heardMs.set(piece.itemId, (heardMs.get(piece.itemId) ?? 0) + piece.ms)
  }
  const items = playback.items.map((item) => {
    const more = heardMs.get(item.itemId)
    return more === undefined ? item : { ...item, heardMs: Math.min(item.heardMs + more, item.sentMs) }
  })
  return leaving({ items, pending: playback.pending.slice(at + 1) })
}

/** The response is over: what it said is all that comes. `broken`: it would have said more. */
export function over(playback: Playback, isOf: (item: ItemAccount) => boolean, extent: 'whole' | 'broken'): Heard {
  const items = playback.items.map((item) => (item.extent === 'growing' && isOf(item) ? { ...item, extent } : item))
  return leaving({ ...playback, items })
}

/** Everything that was not heard is forgotten; returns what was under way, as far as it was heard. */
export const cleared = (playback: Playback): { readonly playback: Playback; readonly cut: readonly ItemAccount[] } => ({
  playback: silent,
  cut: playback.items,
})

/** Whether there is anything that the caller has yet to hear. */
export const runs = (playback: Playback): boolean => playback.items.some(isUnheard)

export const unheardMs = (playback: Playback): number =>
  playback.items.reduce((sum, item) => sum + item.receivedMs - item.heardMs, 0)

export const itemOf = (playback: Playback, itemId: string): ItemAccount | undefined =>
  playback.items.find((item) => item.itemId === itemId)

/** Where the model is told to cut an item: whole milliseconds, never beyond what was received (a sheet's fact: more is an error). */
export const truncationMs = (item: ItemAccount): number => Math.floor(Math.min(item.heardMs, item.receivedMs))

const isUnheard = (item: ItemAccount) => item.receivedMs - item.heardMs > 0.001

function leaving(playback: Playback): Heard {
  const isFinished = (item: ItemAccount) => item.extent !== 'growing' && !isUnheard(item)
  return {
    playback: { ...playback, items: playback.items.filter((item) => !isFinished(item)) },
    finished: playback.items.filter(isFinished),
  }
}
