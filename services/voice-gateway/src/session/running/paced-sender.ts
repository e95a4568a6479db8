import { BYTES_PER_MS } from '@frontdesk/audio/mulaw'
import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { Clock } from '@frontdesk/process/clock'
import { cutIntoPieces } from '../audio.ts'
import type { Piece } from '../playback.ts'
import { SentVoice, type Voice } from './sent-voice.ts'
import { tailOf } from './tail-of.ts'

/**
 * Sends audio ahead of the caller's ear by a bounded lead, in pieces that each have a name of their own. A mark with that name
 * stands behind an item's first piece, which tells when the caller began to hear it, at least behind every 200 ms, and behind the
 * last of all that was sent; it speaks for the pieces before it. Where the ear is, is reckoned from what was sent and the monotonic clock, so that late timers are made up for and nothing drifts.
 */
export interface PacedSender extends Disposable {
  /** Queues audio behind what is queued. It is needed until this returns. */
  queue(itemId: string, audio: PassingAudio): void
  /** Forgets what is queued. The carrier's own buffer is cleared by who calls this, so the ear is now. */
  clear(): void
  /** Queues the last `ms` of what the last clear cut off of an item, as an item of its own. */
  playRest(itemId: string, as: string, ms: number): void
}

export interface PacedSenderPorts {
  readonly clock: Pick<Clock, 'monotonicMs' | 'after'>
  readonly leadMs: number
  readonly pieceMs: number
  readonly send: (audio: PassingAudio, mark: string | undefined) => void
  /** Behind all that was sent. */
  readonly sendMark: (mark: string) => void
  /** Told of each piece right after it was sent. */
  readonly onSent: (piece: Piece) => void
}

/** Where the ear is, the caller of `playRest` knows better than we do: by so much more than we believe is unheard. */
const keptBehindEarMs = 1_000
/** A piece that is longer than the lead goes all the same. */
const longestPieceMs = 1_000

/** The echo of a mark costs as much as the piece that it tells of. */
const markEveryMs = 200
/** Nothing followed for so long: what was sent was the last for now. */
const markWithinMs = 150

export function pacedSender({ clock, leadMs, pieceMs, send, sendMark, onSent }: PacedSenderPorts): PacedSender {
  let waiting: Voice[] = []
  const lately = new SentVoice((keptBehindEarMs + leadMs + longestPieceMs) * BYTES_PER_MS)
  let cleared: readonly Voice[] = []
  /** When the ear will have come to the end of what was sent. */
  let sentUntilMs = 0
  /** Which clear the audio came after: a mark from before one can never be taken for one from after it. */
  let generation = 0
  let count = 0
  let timer: Disposable | undefined
  /** Sent behind the last mark. */
  let unmarkedMs = 0
  let markTimer: Disposable | undefined
  let lastItemId: string | undefined

  /** @returns whether a mark goes with it; if not, it follows unless another piece with one does before */
  function takesMark({ mark, itemId, ms }: Piece): boolean {
    markTimer?.[Symbol.dispose]()
    const isFirst = itemId !== lastItemId
    lastItemId = itemId
    unmarkedMs += ms
    if (isFirst || unmarkedMs >= markEveryMs) {
      unmarkedMs = 0
      return true
    }
    markTimer = clock.after(markWithinMs, () => {
      unmarkedMs = 0
      sendMark(mark)
    })
    return false
  }

  function forget() {
    waiting = []
    unmarkedMs = 0
    lastItemId = undefined
    for (const each of [timer, markTimer]) each?.[Symbol.dispose]()
    timer = undefined
  }

  /** How long it still has to wait, if more than nothing. A piece longer than the lead goes when the ear has nothing else. */
  function waitMsOf({ ms }: PassingAudio): number {
    return Math.min(sentUntilMs, sentUntilMs + ms - leadMs) - clock.monotonicMs()
  }

  function sendNow({ itemId, audio }: Voice) {
    const now = clock.monotonicMs()
    const { ms } = audio
    sentUntilMs = Math.max(sentUntilMs, now) + ms
    lately.add(itemId, audio, sentUntilMs, now - keptBehindEarMs)
    const piece = { mark: `${generation}.${count++}`, itemId, ms }
    send(audio, takesMark(piece) ? piece.mark : undefined)
    onSent(piece)
  }

  /** Reads the queue anew for each piece: what is told of a piece may clear it. */
  function pump() {
    timer?.[Symbol.dispose]()
    timer = undefined
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const waitMs = waitMsOf(first.audio)
      if (waitMs > 0) {
        timer = clock.after(Math.ceil(waitMs), pump)
        return
      }
      waiting.shift()
      sendNow(first)
    }
  }

  /** What is due goes as it came; only what has to wait is kept. */
  function queue(itemId: string, audio: PassingAudio) {
    const queuedIn = generation
    for (const piece of cutIntoPieces(audio, pieceMs)) {
      if (generation !== queuedIn) return
      if (waiting.length === 0 && waitMsOf(piece) <= 0) sendNow({ itemId, audio: piece })
      else waiting.push({ itemId, audio: piece.kept() })
    }
    if (timer === undefined) pump()
  }

  return {
    queue,
    playRest: (itemId, as, ms) => queue(as, tailOf(cleared, itemId, ms)),
    clear() {
      cleared = [...lately.take(), ...waiting]
      sentUntilMs = clock.monotonicMs()
      generation++
      forget()
    },
    [Symbol.dispose]: forget,
  }
}
