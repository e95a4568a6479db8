import { z } from 'zod'
import type { KnownLine } from '../scenarios/scenarios.ts'
import { openStore } from '../server/store.ts'
import { createRecogniser, type Recogniser } from '../speech/recogniser.ts'
import type { Speech, VoiceName } from '../speech/speech.ts'
import { isVoiceName } from '../speech/voices.ts'
import { standingPhrases } from './receptionist/phrases.ts'
import { agentVoice, sentencesOf } from './reply-voice.ts'

/** What the model can make out by ear, and nothing else: it is never told a text that somebody is about to say. */
export interface Hearing extends AsyncDisposable {
  /** What a caller said; null when there was sound and no words could be made out. */
  understand(mulaw: Uint8Array): Promise<string | null>
  /** What anybody said, caller or model, in a file; `undefined` for what cannot be made out. */
  transcribe(mulaw: Uint8Array): Promise<string | undefined>
  /** The model said this: a recording of it can be recognised from now on, also after a restart. */
  noteSaid(text: string, voice: VoiceName): void
}

export interface HearingOptions {
  readonly speech: Speech
  readonly callerLines: readonly KnownLine[]
  /** What is heard on a call besides, e.g. the notice before the model speaks. */
  readonly otherLines: readonly KnownLine[]
  readonly stateFile?: string | undefined
}

/** Of the model's own sentences before a restart: enough for the calls whose recordings are still to be transcribed. */
const MOST_RECALLED = 150

const saidSchema = z.object({
  text: z.string(),
  voice: z.custom<VoiceName>((name) => typeof name === 'string' && isVoiceName(name)),
})

/**
 * Two lexicons: what callers say decides how a call goes on, so the model's own sentences must not be confused with it. The
 * lines are rendered one by one in the background, so that a reply that is due need not wait for all of them.
 */
export function createHearing({ speech, callerLines, otherLines, stateFile }: HearingOptions): Hearing {
  const store = openStore(stateFile)
  const said = store.table('said', saidSchema)
  const closing = new AbortController()
  const callers = createRecogniser(speech)
  const callersKnown = learnAll(callers, callerLines, closing.signal)
  const before = said.rows().slice(-MOST_RECALLED)
  let own: Recogniser | undefined
  let ownKnown = callersKnown

  /** In the background and behind what callers say, from the model's first word on. */
  function learnOwn(lines: readonly KnownLine[]): void {
    const first = own === undefined ? [...otherLines, ...standing(), ...before] : []
    own ??= createRecogniser(speech)
    const recogniser = own
    ownKnown = ownKnown.then(() => learnAll(recogniser, [...first, ...lines], closing.signal))
  }

  return {
    async understand(mulaw) {
      await callersKnown
      return (await callers.recognise(mulaw))?.text ?? null
    },
    async transcribe(mulaw) {
      learnOwn([])
      await ownKnown
      const heard = [await callers.recognise(mulaw), await own?.recognise(mulaw)]
      const believed = heard.filter((each) => each !== undefined)
      return believed.toSorted((a, b) => Number(a.partial) - Number(b.partial) || b.confidence - a.confidence)[0]?.text
    },
    noteSaid(text, voice) {
      for (const sentence of sentencesOf(text)) {
        const key = `${voice} ${sentence}`
        if (said.get(key)) continue
        said.put(key, { text: sentence, voice })
        learnOwn([{ text: sentence, voice }])
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      await Promise.all([callers[Symbol.asyncDispose](), own?.[Symbol.asyncDispose]()])
      await ownKnown
      store.close()
    },
  }
}

const standing = (): KnownLine[] =>
  (['en', 'de'] as const).flatMap((language) =>
    standingPhrases(language).flatMap((phrase) =>
      sentencesOf(phrase).map((text) => ({ text, voice: agentVoice(language) })),
    ),
  )

async function learnAll(recogniser: Recogniser, lines: readonly KnownLine[], closing: AbortSignal): Promise<void> {
  for (const { text, voice } of lines) {
    if (closing.aborted) return
    // A line that cannot be rendered is one that cannot be heard either.
    await recogniser.learn(text, voice).catch(() => undefined)
  }
}
