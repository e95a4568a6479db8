import { BYTES_PER_MS, base64Ms } from '@frontdesk/audio/mulaw'
import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import { SentAudio } from './sent-audio.ts'

/**
 * The caller's audio on its way into the model's socket. What was sent counts as taken once a ping behind it was answered;
 * while a ping waits too long, nothing more is sent and audio stands in line here, where it can still be dropped: the oldest
 * beyond `keptMs`, and what is older than `staleAfterMs` when the socket moves again, for it must not be heard as if it
 * were said now. When the socket is given up instead, all of it is left to the session that comes next.
 */
export class AudioLine {
  readonly #limits: AudioLineLimits
  #waiting: Piece[] = []
  #waitingMs = 0
  #droppedMs = 0
  readonly #sent = new SentAudio()
  /** Bytes of audio that were sent since the session began. */
  #sentBytes = 0
  /** When what was sent, every half a second. */
  readonly #noted: { readonly bytes: number; readonly atMs: number }[] = []
  #notedBytes = Number.NEGATIVE_INFINITY

  constructor(limits: AudioLineLimits) {
    this.#limits = limits
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  get droppedMs(): number {
    return Math.round(this.#droppedMs)
  }

  wait(audio: PassingAudio, atMs: number): void {
    this.#waiting.push({ audio: audio.text(), atMs })
    this.#waitingMs += audio.ms
    while (this.#waitingMs > this.#limits.keptMs) this.#drop()
  }

  /** The next piece that is fresh enough to be said now. */
  next(nowMs: number): string | undefined {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (nowMs - first.atMs <= this.#limits.staleAfterMs) {
        this.#shift()
        return first.audio
      }
      this.#drop()
    }
    return undefined
  }

  sent(audio: PassingAudio, atMs: number): void {
    this.#sent.add(audio)
    this.#sentBytes += audio.ms * BYTES_PER_MS
    if (this.#sentBytes - this.#notedBytes < notedEveryMs * BYTES_PER_MS) return
    this.#notedBytes = this.#sentBytes
    this.#noted.push({ bytes: this.#sentBytes, atMs })
    if (this.#noted.length > mostNoted) this.#noted.shift()
  }

  /** How long ago the audio was sent that lies at this offset in all of it; to half a second, undefined where it is not known. */
  sentAgoMs(offsetMs: number, nowMs: number): number | undefined {
    const at = this.#noted.findIndex(({ bytes }) => bytes >= offsetMs * BYTES_PER_MS)
    const noted = this.#noted[at]
    // Before the oldest that is remembered, anything could be.
    if (noted === undefined || (at === 0 && this.#noted.length === mostNoted)) return undefined
    return nowMs - noted.atMs
  }

  /** A ping goes out behind all that was sent so far. */
  asked(): void {
    this.#sent.asked()
  }

  /** The ping was answered: what was sent before it was taken. */
  taken(): void {
    this.#sent.taken()
  }

  /** Nobody read it: everything that was not taken, in order. */
  leave(): readonly string[] {
    const left = this.#waiting.map(({ audio }) => audio)
    this.#waiting = []
    return [...this.#sent.leave(), ...left]
  }

  #shift(): number {
    const ms = base64Ms(this.#waiting.shift()?.audio ?? '')
    this.#waitingMs -= ms
    return ms
  }

  #drop(): void {
    this.#droppedMs += this.#shift()
  }
}

const notedEveryMs = 500
/** Half a minute: who is further behind than that has been given up long before. */
const mostNoted = 60

export interface AudioLineLimits {
  /** The most that waits; beyond it the oldest is dropped (I6). */
  readonly keptMs: number
  readonly staleAfterMs: number
}

interface Piece {
  readonly audio: string
  readonly atMs: number
}
