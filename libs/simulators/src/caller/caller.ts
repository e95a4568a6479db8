import { FRAME_MS, FRAME_SAMPLES } from '@frontdesk/audio/mulaw'
import type { Party, PhoneLine } from '../carrier/party.ts'
import { frameAt } from '../carrier/tones.ts'
import type { Step } from '../scenarios/scenario.ts'
import type { VoiceName } from '../speech/voices.ts'
import { comfortNoise } from './comfort-noise.ts'
import { cough } from './cough.ts'
import { Ears } from './ears.ts'
import { FINISHED_MS, FIRST_FINISHED_MS, isTurn, PUT_OFF_MS } from './turn-taking.ts'

export interface CallerOptions {
  /** As of `createSpeech`. */
  readonly speech: { speak(text: string, voice: VoiceName): Promise<Uint8Array> }
  readonly voice: VoiceName
  /** A step that has not come to its turn by then is given up, and so is the call. Default 45 s. */
  readonly stepTimeoutMs?: number
  /** The same for `listen`. Default 2 min. */
  readonly listenTimeoutMs?: number
  /** So many of the first steps answer announcements; behind the answer to one there may be another. Default 1. */
  readonly announcements?: number
  /** So long the other side must be quiet to have finished, behind its announcements. Default: not a second, as with people. */
  readonly patienceMs?: number
}

export type Deed =
  | 'agent-began'
  | 'agent-stopped'
  | 'began-line'
  | 'ended-line'
  | 'pressed'
  | 'hung-up'
  | 'gave-up'
  /** The other side, or the network, ended the call. */
  | 'line-dead'

export interface CallerReport {
  /**
   * `done`: every step was done. `cut-off`: the call ended before. `stuck`: a step's turn never came, or its words could
   * not be rendered.
   */
  readonly outcome: 'done' | 'cut-off' | 'stuck'
  /** Steps done; a `listen` is done when the other side hangs up. */
  readonly stepsDone: number
  /** Times from answering. */
  readonly deeds: readonly { readonly atMs: number; readonly did: Deed; readonly step: number }[]
}

export interface ScriptedCaller extends Party {
  /** What the caller did so far. */
  readonly deeds: CallerReport['deeds']
  /** When the call is over. */
  readonly finished: Promise<CallerReport>
}

const STEP_TIMEOUT_MS = 45_000
const LISTEN_TIMEOUT_MS = 120_000
const BETWEEN_DIGITS_MS = 250

/** A caller who follows a script by listening and speaking, and knows nothing of the other side but what is heard. */
export function scriptedCaller(steps: readonly Step[], options: CallerOptions): ScriptedCaller {
  return new Caller(steps, options)
}

/** What the caller is doing: waiting for the step's turn, or in the middle of it. */
type Doing =
  | { readonly kind: 'waiting'; readonly sinceMs: number }
  | { readonly kind: 'speaking'; readonly audio: Uint8Array; offset: number; readonly hangUpMs: number }
  | { readonly kind: 'pressing'; digits: string; nextMs: number }
  | { readonly kind: 'over' }

class Caller implements ScriptedCaller {
  readonly deeds: { readonly atMs: number; readonly did: Deed; readonly step: number }[] = []
  readonly #steps: readonly Step[]
  readonly #options: CallerOptions
  readonly #lines: (Uint8Array | undefined)[]
  readonly #ears = new Ears()
  readonly #noise = comfortNoise()
  readonly #finished = Promise.withResolvers<CallerReport>()
  #phone: PhoneLine | undefined
  #doing: Doing = { kind: 'waiting', sinceMs: 0 }
  #stepIndex = 0
  #ownEndMs = 0
  #outcome: CallerReport['outcome'] = 'cut-off'

  constructor(steps: readonly Step[], options: CallerOptions) {
    // Whoever has done everything stays on the line until the other side hangs up.
    this.#steps = steps.at(-1)?.do === 'listen' ? steps : [...steps, { do: 'listen' }]
    this.#options = options
    this.#lines = this.#steps.map(() => undefined)
    for (const [index, step] of this.#steps.entries()) {
      if ('text' in step) this.#render(index, step.text)
      if (step.do === 'cough') this.#lines[index] = cough(step.ms)
    }
  }

  get finished(): Promise<CallerReport> {
    return this.#finished.promise
  }

  connected(phone: PhoneLine): void {
    this.#phone = phone
  }

  exchange(heard: Uint8Array): Uint8Array {
    const edge = this.#ears.hear(heard)
    if (edge) this.#note(edge.kind === 'started' ? 'agent-began' : 'agent-stopped', edge.atMs)
    switch (this.#doing.kind) {
      case 'waiting':
        this.#wait(this.#doing.sinceMs)
        return this.#noise()
      case 'speaking':
        return this.#speak(this.#doing)
      case 'pressing':
        this.#press(this.#doing)
        return this.#noise()
      case 'over':
        return this.#noise()
      default:
        return this.#doing satisfies never
    }
  }

  disconnected(): void {
    if (this.#doing.kind !== 'over') this.#lineDies()
    this.#doing = { kind: 'over' }
    this.#finished.resolve({ outcome: this.#outcome, stepsDone: this.#stepIndex, deeds: this.deeds })
  }

  #render(index: number, text: string): void {
    this.#options.speech.speak(text, this.#options.voice).then(
      (audio) => {
        this.#lines[index] = audio
      },
      // The step's turn then never comes, and the caller is stuck: that is how it is reported.
      () => {},
    )
  }

  #wait(sinceMs: number): void {
    const step = this.#steps[this.#stepIndex]
    if (!step) return
    const { listenTimeoutMs = LISTEN_TIMEOUT_MS, stepTimeoutMs = STEP_TIMEOUT_MS } = this.#options
    const timeoutMs = step.do === 'listen' ? listenTimeoutMs : stepTimeoutMs
    if (this.#nowMs - sinceMs >= timeoutMs) this.#giveUp()
    else if (isTurn(step, this.#hearing)) this.#begin(step)
  }

  #begin(step: Step): void {
    if (step.do === 'hang-up' || step.do === 'hang-up-over') {
      this.#stepDone()
      this.#hangUp('done')
    } else if (step.do === 'press') {
      this.#ears.attend(this.#nowMs)
      this.#doing = { kind: 'pressing', digits: step.digits, nextMs: this.#nowMs }
    } else if (step.do !== 'listen') {
      const audio = this.#lines[this.#stepIndex]
      if (!audio) return
      const hangUpMs = step.do === 'hang-up-saying' ? step.afterMs : Number.POSITIVE_INFINITY
      // Who only shows that they listen waits for no answer.
      if (step.do !== 'murmur' && step.do !== 'cough') this.#ears.attend(this.#nowMs)
      this.#note('began-line')
      this.#doing = { kind: 'speaking', audio, offset: 0, hangUpMs }
    }
  }

  #speak(speaking: Extract<Doing, { kind: 'speaking' }>): Uint8Array {
    const spokenMs = (speaking.offset / FRAME_SAMPLES) * FRAME_MS
    if (spokenMs >= speaking.hangUpMs) {
      this.#stepDone()
      this.#hangUp('done')
      return this.#noise()
    }
    const frame = frameAt(speaking.audio, speaking.offset)
    speaking.offset += FRAME_SAMPLES
    if (speaking.offset >= speaking.audio.length) {
      this.#note('ended-line', this.#nowMs)
      this.#stepDone()
    }
    return frame
  }

  #press(pressing: Extract<Doing, { kind: 'pressing' }>): void {
    if (this.#nowMs < pressing.nextMs) return
    const [digit, ...rest] = pressing.digits
    if (digit === undefined) {
      this.#stepDone()
      return
    }
    this.#phone?.press(digit)
    this.#note('pressed')
    pressing.digits = rest.join('')
    pressing.nextMs = this.#nowMs + BETWEEN_DIGITS_MS
  }

  #stepDone(): void {
    this.#stepIndex += 1
    this.#ownEndMs = this.#nowMs
    this.#doing = { kind: 'waiting', sinceMs: this.#nowMs }
  }

  #giveUp(): void {
    this.#note('gave-up')
    this.#hangUp('stuck')
  }

  #hangUp(outcome: CallerReport['outcome']): void {
    this.#note('hung-up')
    this.#outcome = outcome
    this.#doing = { kind: 'over' }
    this.#phone?.hangUp()
  }

  #lineDies(): void {
    this.#note('line-dead')
    const isLast = this.#stepIndex === this.#steps.length - 1
    if (!isLast || this.#doing.kind !== 'waiting') return
    this.#stepIndex += 1
    this.#outcome = 'done'
  }

  #note(did: Deed, atMs = this.#nowMs): void {
    this.deeds.push({ atMs, did, step: this.#stepIndex })
  }

  get #nowMs(): number {
    return this.#ears.heardMs
  }

  get #patienceMs(): number {
    const { announcements = 1, patienceMs = FINISHED_MS } = this.#options
    if (this.#stepIndex === 0) return FIRST_FINISHED_MS
    return this.#stepIndex < announcements ? PUT_OFF_MS : patienceMs
  }

  get #hearing() {
    const { heardMs: nowMs, answerBeganMs, quietMs } = this.#ears
    return { nowMs, answerBeganMs, quietMs, ownEndMs: this.#ownEndMs, patienceMs: this.#patienceMs }
  }
}
