import { FRAME_SAMPLES, MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import type { Party, PhoneLine } from '@frontdesk/simulators/carrier'
import type { Sounds } from './sounds.ts'

/** What somebody does about what they hear: the first that fits what they hear `frames` frames of it. */
export interface Reaction {
  readonly to: RegExp
  /** After so many frames of it; default 1. */
  readonly frames?: number
  readonly presses?: string
  readonly hangsUp?: true
}

const silence = new Uint8Array(FRAME_SAMPLES).fill(MULAW_SILENCE)

/** Somebody who notes what they hear, says one thing over and over, and reacts, each reaction once. */
export class Somebody implements Party {
  readonly over = Promise.withResolvers<void>()
  /** What was heard, one after the other; the same again only once something else was heard between. */
  readonly heard: string[] = []
  readonly #sounds: Sounds
  readonly #voice: Uint8Array | undefined
  readonly #reactions: Reaction[]
  #frames = 0
  #silentFrames = 0
  longestSilenceFrames = 0
  #line: PhoneLine | undefined

  constructor(sounds: Sounds, voice: string | undefined, reactions: readonly Reaction[] = []) {
    this.#sounds = sounds
    this.#voice = voice === undefined ? undefined : sounds.frame(voice)
    this.#reactions = [...reactions]
  }

  connected(line: PhoneLine): void {
    this.#line = line
  }

  exchange(frame: Uint8Array): Uint8Array {
    const label = this.#sounds.heardIn(frame)
    this.#silentFrames = label === undefined ? this.#silentFrames + 1 : 0
    this.longestSilenceFrames = Math.max(this.longestSilenceFrames, this.#silentFrames)
    if (label !== undefined) this.#hear(label)
    return this.#voice ?? silence
  }

  disconnected(): void {
    this.#line = undefined
    this.over.resolve()
  }

  hangUp(): void {
    this.#line?.hangUp()
  }

  #hear(label: string): void {
    if (this.heard.at(-1) !== label) {
      this.heard.push(label)
      this.#frames = 0
    }
    this.#frames += 1
    const nth = this.#reactions.findIndex(({ to, frames = 1 }) => to.test(label) && this.#frames >= frames)
    if (nth < 0) return
    const [reaction] = this.#reactions.splice(nth, 1)
    for (const digit of reaction?.presses ?? '') this.#line?.press(digit)
    if (reaction?.hangsUp) this.#line?.hangUp()
  }
}
