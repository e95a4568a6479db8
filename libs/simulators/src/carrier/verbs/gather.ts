import { FRAME_MS } from '@frontdesk/audio/mulaw'
import { silenceSource } from '../leg.ts'
import type { Next, Stage } from '../stage.ts'
import type { Gather } from '../twiml/verbs.ts'
import { playPrompt } from './prompt.ts'
import { Voice } from './voice.ts'

/** I6: nobody is listened to for longer. */
const LONGEST_SPEECH_MS = 60_000

/**
 * Collects keys, or the first thing that is said, while and after the prompts play; the first key, or voice, silences them.
 * Only what is pressed or said meanwhile counts.
 */
export async function gather(verb: Gather, stage: Stage): Promise<Next | undefined> {
  const keys = new Keys(verb)
  using _listening = stage.digits.listen((digit) => verb.keys && keys.press(digit))
  using voice = verb.speech && new Voice(stage.leg, verb.speech.endsAfterMs, () => keys.interrupt())
  for (const prompt of verb.prompts) {
    if (keys.pressed || voice?.began) break
    await keys.untilPressed(stage, (cut) => playPrompt(prompt, cut))
  }
  while (!keys.isComplete && !voice?.isOver) {
    const waitsMs = voice?.began ? LONGEST_SPEECH_MS : verb.timeoutMs
    const waits = silenceSource(Math.ceil(waitsMs / FRAME_MS))
    const wasPressed = await keys.untilPressed(stage, (cut) => cut.leg.play(waits, cut.signal))
    if (!wasPressed) break
  }
  const said = keys.digits === '' ? await words(voice, verb, stage) : undefined
  if (keys.digits === '' && said === undefined && !verb.actionOnEmptyResult) return undefined
  const target = verb.action ? stage.resolve(verb.action) : stage.own()
  return { kind: 'fetch', target, params: said ?? { Digits: keys.digits } }
}

async function words(voice: Voice | undefined, { speech }: Gather, { network, signal }: Stage) {
  if (!voice?.began || speech === undefined) return undefined
  const text = await network.recognise(voice.audio, speech.language)
  signal.throwIfAborted()
  return text === undefined ? undefined : { SpeechResult: text, Confidence: '0.9' }
}

class Keys {
  readonly #verb: Gather
  #digits = ''
  #isFinished = false
  #next = new AbortController()

  constructor(verb: Gather) {
    this.#verb = verb
  }

  get digits(): string {
    return this.#digits
  }

  get pressed(): boolean {
    return this.#isFinished || this.#digits !== ''
  }

  get isComplete(): boolean {
    return this.#isFinished || this.#digits.length >= this.#verb.numDigits
  }

  press(digit: string): void {
    if (this.isComplete) return
    if (digit === this.#verb.finishOnKey) this.#isFinished = true
    else this.#digits += digit
    this.#next.abort()
  }

  /** Something else than a key ends what plays. */
  interrupt(): void {
    this.#next.abort()
  }

  /** Whether a key was pressed before it was done. @throws the stage's reason when that comes first */
  async untilPressed(stage: Stage, play: (cut: Stage) => Promise<void>): Promise<boolean> {
    const next = new AbortController()
    this.#next = next
    try {
      await play({ ...stage, signal: AbortSignal.any([stage.signal, next.signal]) })
      return false
    } catch (error) {
      stage.signal.throwIfAborted()
      if (next.signal.aborted) return true
      throw error
    }
  }
}
