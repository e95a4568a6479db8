import { FRAME_SAMPLES, MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import type { Party, PhoneLine } from './party.ts'
import { frameAt, silentFrame } from './tones.ts'

export interface TestParty extends Party {
  /** All it heard so far. */
  heard(): Uint8Array
  /** What it says next, frame by frame; silence before and after. */
  say(audio: Uint8Array): void
  readonly line: Promise<PhoneLine>
  readonly over: Promise<void>
  /** Resolves in the beat in which it has heard sound, with how many frames it had heard by then. */
  readonly hearsSound: Promise<number>
}

export function testParty(): TestParty {
  const frames: Uint8Array[] = []
  const line = Promise.withResolvers<PhoneLine>()
  const over = Promise.withResolvers<void>()
  const sound = Promise.withResolvers<number>()
  let saying = new Uint8Array()
  let offset = 0
  return {
    heard: () => Buffer.concat(frames),
    say(audio) {
      saying = Uint8Array.from(audio)
      offset = 0
    },
    line: line.promise,
    over: over.promise,
    hearsSound: sound.promise,
    connected: (opened) => line.resolve(opened),
    disconnected: () => over.resolve(),
    exchange(heard) {
      frames.push(Uint8Array.from(heard))
      if (heard.some((byte) => byte !== MULAW_SILENCE)) sound.resolve(frames.length)
      if (offset >= saying.length) return silentFrame
      const frame = frameAt(saying, offset)
      offset += FRAME_SAMPLES
      return frame
    },
  }
}

/** Bytes that differ from their neighbours, so that a shift by one sample is seen; none of them is silence. */
export function pattern(bytes: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => (index * 7 + seed * 13) % 0x7f)
}

/** Where `piece` begins in `whole`, -1 when it is not there. */
export function indexOf(whole: Uint8Array, piece: Uint8Array): number {
  return Buffer.from(whole).indexOf(piece)
}

/** The samples as bytes, to look for a piece in them. */
export function bytesOf(samples: Int16Array | undefined): Uint8Array {
  return samples ? new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength) : new Uint8Array()
}

/** Polls, for what has no event. @throws the last failure when the time is up */
export async function eventually(check: () => void | Promise<void>, withinMs = 5_000): Promise<void> {
  const deadlineMs = performance.now() + withinMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > deadlineMs) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
