import { base64Ms } from '@frontdesk/audio/mulaw'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { CarrierLeg, LegEvent, LegListener } from '../../src/carrier/carrier-leg.ts'
import { asideItem, itemIn } from './audio.ts'
import { isStrike } from './faults.ts'
import type { Scene } from './scene.ts'

interface Piece {
  readonly mark: string | undefined
  readonly item: number
  readonly fromMs: number
  readonly untilMs: number
  readonly timer: Disposable
}

/** How long a leg may be half open before its socket's pulse finds it out. */
const pulseFindsMs = 9_000
/** Ahead of the ear: the lead, and the piece that was on its way when it was full. */
const mostAheadMs = 400 + 120

/** One media stream: plays in real time into the caller's ear, and echoes marks when they are reached. */
export class SimLeg implements CarrierLeg {
  readonly #scene: Scene
  readonly #isAlive: () => boolean
  readonly #closed = Promise.withResolvers<void>()
  #listener: LegListener | undefined
  #playing: Piece[] = []
  #untilMs = 0
  #over = false
  #echoes = true
  #isDeaf = false
  #held: string | undefined
  #timestampMs = 0

  constructor(scene: Scene, isAlive: () => boolean) {
    this.#scene = scene
    this.#isAlive = isAlive
  }

  /** Resolves when the stream is over, whoever ended it. */
  get closed(): Promise<void> {
    return this.#closed.promise
  }

  listen(listener: LegListener) {
    this.#listener = listener
  }

  #tell(event: LegEvent) {
    if (this.#over || !this.#isAlive() || (this.#isDeaf && event.kind !== 'lost')) return
    this.#listener?.onLegEvent(event)
  }

  /** Nothing comes and nothing goes any more, and nobody says so: the socket's pulse finds it out after a while. */
  #goDeaf() {
    this.#isDeaf = true
    this.#scene.troubledAtMs.push(this.#scene.clock.monotonicMs())
    this.#scene.clock.after(pulseFindsMs, () => {
      this.#scene.troubledAtMs.push(this.#scene.clock.monotonicMs())
      if (!this.#over) this.lose()
    })
  }

  mark(name: string) {
    if (this.#over || !this.#isAlive()) return
    const { clock } = this.#scene
    const atMs = Math.max(this.#untilMs, clock.monotonicMs())
    const timer = clock.after(atMs - clock.monotonicMs(), () => this.#played(name))
    this.#playing.push({ mark: name, item: asideItem, fromMs: atMs, untilMs: atMs, timer })
  }

  play(audio: PassingAudio, mark?: string) {
    if (this.#over || !this.#isAlive()) return
    const scene = this.#scene
    const nowMs = scene.clock.monotonicMs()
    const fromMs = Math.max(this.#untilMs, nowMs)
    this.#untilMs = fromMs + audio.ms
    if (this.#untilMs - nowMs > mostAheadMs) scene.violated(`${this.#untilMs - nowMs} ms are sent ahead`)
    const number = itemIn(audio.text())
    const item = scene.items.findLast((each) => each.number % 250 === number)
    if (item === undefined && number !== asideItem) return scene.violated('the ear hears what no model said')
    if (item?.cut === true) scene.violated(`item ${item.number} is played after it was cut`)
    const timer = scene.clock.after(this.#untilMs - nowMs, () => this.#played(mark))
    this.#playing.push({ mark, item: item?.number ?? asideItem, fromMs, untilMs: this.#untilMs, timer })
  }

  #played(mark: string | undefined) {
    const piece = this.#playing.shift()
    if (piece === undefined) return
    this.#hear(piece, piece.untilMs)
    if (mark === undefined) return
    const fault = this.#scene.faults.at('mark-due')
    if (fault === 'marks-stop') this.#echoes = false
    if (fault === 'half-open') return this.#goDeaf()
    if (isStrike(fault)) this.#scene.strike(fault)
    if (fault === 'strange-mark') this.#tell({ kind: 'mark', name: '99.99' })
    if (this.#echoes) this.#tell({ kind: 'mark', name: mark })
    if (this.#echoes && fault === 'mark-twice') this.#tell({ kind: 'mark', name: mark })
  }

  #hear(piece: Piece, atMs: number) {
    const item = piece.item === asideItem ? undefined : this.#scene.items[piece.item]
    const ms = Math.max(0, atMs - piece.fromMs)
    if (ms === 0 || this.#isDeaf) return
    if (item !== undefined) {
      item.heardMs += ms
      item.heardAtMs = atMs
    }
    this.#scene.agentHeardAtMs = atMs
    for (const said of this.#scene.utterances) if (said.committedAtMs !== undefined) said.heardAgainAtMs ??= atMs
  }

  #forget(): readonly Piece[] {
    const forgotten = this.#playing
    const nowMs = this.#scene.clock.monotonicMs()
    this.#playing = []
    for (const piece of forgotten) {
      piece.timer[Symbol.dispose]()
      this.#hear(piece, Math.min(nowMs, piece.untilMs))
    }
    this.#untilMs = nowMs
    return forgotten
  }

  clear() {
    if (this.#over || !this.#isAlive()) return
    for (const { mark } of this.#forget()) {
      if (this.#echoes && mark !== undefined) this.#tell({ kind: 'mark', name: mark })
    }
  }

  close() {
    if (this.#isAlive()) this.#end()
  }

  #end() {
    this.#over = true
    this.#forget()
    this.#closed.resolve()
  }

  /** The carrier's end of the stream. */
  stop() {
    this.#tell({ kind: 'stopped' })
    this.#end()
  }

  /** The connection is gone without a word: at the gateway's death nobody there hears of it. */
  lose() {
    this.#tell({ kind: 'lost', cause: 'closed' })
    this.#end()
  }

  /** How much the ear has of what was sent, now. */
  get isPlaying(): boolean {
    return this.#untilMs > this.#scene.clock.monotonicMs()
  }

  /** A frame of the caller's voice, with what a network does to it. */
  frame(audio: string) {
    const scene = this.#scene
    const fault = scene.faults.at('caller-frame')
    this.#timestampMs += base64Ms(audio)
    if (isStrike(fault)) return scene.strike(fault)
    if (fault === 'frame-lost') return
    if (fault === 'frames-swapped') {
      this.#held = audio
      return
    }
    this.#hearFrame(audio)
    if (fault === 'frame-twice') this.#hearFrame(audio)
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#hearFrame(held)
  }

  #hearFrame(audio: string) {
    this.#tell({ kind: 'audio', audio: PassingAudio.of(audio), timestampMs: this.#timestampMs })
  }
}
