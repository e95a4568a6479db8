import { createHash } from 'node:crypto'
import { encodeMulaw, FRAME_SAMPLES } from '@frontdesk/audio/mulaw'
import { parseWav } from '@frontdesk/audio/wav'
import { holdMusic } from '../../src/hand-off/music.ts'

const framesPerText = 8

/** Speech whose every frame of 20 ms tells what is being said, so that an ear can tell what it heard to the word. */
export class Sounds {
  readonly #known = new Map<string, string>()

  constructor() {
    const music = encodeMulaw(parseWav(holdMusic()).samples[0] ?? new Int16Array())
    for (let at = 0; at < music.length; at += FRAME_SAMPLES) {
      const frame = music.subarray(at, at + FRAME_SAMPLES)
      if (isSound(frame)) this.#known.set(keyOf(frame), '♪')
    }
  }

  /** One frame that says this. */
  frame(label: string): Uint8Array {
    // Silence is 0xff and 0x7f: no byte of a digest that is cut to six bits is near them.
    const digest = createHash('sha512').update(label).digest()
    const frame = Uint8Array.from({ length: FRAME_SAMPLES }, (_, index) => (digest[index % digest.length] ?? 0) & 0x3f)
    this.#known.set(keyOf(frame), label)
    return frame
  }

  say(label: string): Uint8Array {
    return Buffer.concat(Array<Uint8Array>(framesPerText).fill(this.frame(label)))
  }

  /** Everything that is said in audio, each once. */
  heardOn(audio: Uint8Array): readonly string[] {
    const labels = new Set<string>()
    for (let at = 0; at + FRAME_SAMPLES <= audio.length; at += FRAME_SAMPLES) {
      const label = this.heardIn(audio.subarray(at, at + FRAME_SAMPLES))
      if (label !== undefined) labels.add(label)
    }
    return [...labels]
  }

  /** What a frame says; undefined for silence. */
  heardIn(frame: Uint8Array): string | undefined {
    return isSound(frame) ? (this.#known.get(keyOf(frame)) ?? '(noise)') : undefined
  }
}

const keyOf = (frame: Uint8Array): string => Buffer.from(frame).toString('latin1')
const isSound = (frame: Uint8Array): boolean => frame.some((byte) => byte !== 0xff && byte !== 0x7f)
