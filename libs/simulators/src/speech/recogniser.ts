import { createHash } from 'node:crypto'
import type { Recognition } from './lexicon.ts'
import type { RecogniserAnswer, RecogniserQuestion } from './recogniser-worker.ts'
import type { Speech, VoiceName } from './speech.ts'
import { startWorker } from './worker-calls.ts'

export type { Recognition } from './lexicon.ts'

export type Recogniser = AsyncDisposable & {
  /** Renders and adds. Learning what is known already costs nothing. */
  learn(text: string, voice: VoiceName): Promise<void>
  /** Adds speech that is at hand, mu-law at 8 kHz; false when there is no speech in it. */
  learnAudio(text: string, mulaw: Uint8Array): Promise<boolean>
  /**
   * What was said in mu-law audio at 8 kHz; undefined for silence, noise and what is not in the lexicon. Knows all that
   * was asked to be learned before, by `learnAudio` at once, by `learn` once it has resolved.
   */
  recognise(mulaw: Uint8Array): Promise<Recognition | undefined>
  /** Utterances known. */
  readonly size: number
}

/**
 * Understands speech by its sound, with a lexicon of utterances, each in the voices in which it may be heard. Works in a
 * thread of its own: comparing takes some milliseconds, and whoever asks carries live audio.
 */
export function createRecogniser(speech: Speech): Recogniser {
  const worker = startWorker<RecogniserQuestion, RecogniserAnswer>(new URL('./recogniser-worker.ts', import.meta.url))
  const learning = new Map<string, Promise<void>>()
  let size = 0

  async function add(key: string, text: string, mulaw: Uint8Array): Promise<boolean> {
    const answer = await worker.ask({ kind: 'learn', key, text, mulaw })
    if ('size' in answer) size = answer.size
    return 'learned' in answer && answer.learned
  }

  async function render(key: string, text: string, voice: VoiceName): Promise<void> {
    try {
      await add(key, text, await speech.speak(text, voice))
    } finally {
      learning.delete(key)
    }
  }

  return {
    learn(text, voice) {
      const key = `${voice}\n${text}`
      const rendering = learning.get(key) ?? render(key, text, voice)
      learning.set(key, rendering)
      return rendering
    },
    learnAudio: (text, mulaw) => add(createHash('sha256').update(mulaw).digest('base64'), text, mulaw),
    async recognise(mulaw) {
      const answer = await worker.ask({ kind: 'recognise', mulaw })
      return 'recognition' in answer ? answer.recognition : undefined
    },
    get size() {
      return size
    },
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  }
}
