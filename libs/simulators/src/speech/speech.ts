import type { RenderQuestion } from './render-worker.ts'
import type { VoiceName } from './voices.ts'
import { startWorker } from './worker-calls.ts'

export { isVoiceName, type VoiceName, voices } from './voices.ts'

export type Speech = AsyncDisposable & {
  /**
   * `text` as mu-law at 8 kHz, without silence around it, speech at about -20 dBFS. The same text in the same voice gives
   * the same bytes while they are in the cache: do not write to them. Rejects when the text holds nothing to be spoken
   * (no letter, no digit), when it is longer than 30,000 bytes, and after disposal.
   */
  speak(text: string, voice: VoiceName): Promise<Uint8Array>
}

/** Half an hour of speech. */
const CACHE_BYTES = 16_000_000
const MOST_TEXT_BYTES = 30_000

/**
 * Text to speech with SVOX Pico, in a worker thread: a long sentence takes a tenth of a second to render, and whoever asks
 * carries live audio. The thread does not keep the process alive while it has nothing to do.
 */
export async function createSpeech(): Promise<Speech> {
  const renderer = startWorker<RenderQuestion, Uint8Array>(new URL('./render-worker.ts', import.meta.url))
  const cache = new Map<string, Promise<Uint8Array>>()
  let cachedBytes = 0

  async function account(key: string, rendering: Promise<Uint8Array>): Promise<void> {
    const mulaw = await rendering.catch(() => undefined)
    if (!mulaw) cache.delete(key)
    cachedBytes += mulaw?.length ?? 0
    while (cachedBytes > CACHE_BYTES && cache.size > 1) await dropOldest()
  }

  async function dropOldest(): Promise<void> {
    for (const [key, rendering] of cache) {
      cache.delete(key)
      cachedBytes -= (await rendering.catch(() => undefined))?.length ?? 0
      return
    }
  }

  return {
    async speak(text, voice) {
      const key = `${voice}\n${text}`
      const known = cache.get(key)
      if (known) return known
      refuseUnspeakable(text)
      const rendering = renderer.ask({ text, voice })
      cache.set(key, rendering)
      void account(key, rendering)
      return rendering
    },
    [Symbol.asyncDispose]: () => renderer[Symbol.asyncDispose](),
  }
}

function refuseUnspeakable(text: string): void {
  if (!/[\p{L}\p{N}]/u.test(text)) throw new RangeError('nothing to speak: the text holds no letter and no digit')
  const bytes = Buffer.byteLength(text)
  if (bytes > MOST_TEXT_BYTES) throw new RangeError(`a text of ${bytes} bytes; at most ${MOST_TEXT_BYTES} are spoken`)
}
