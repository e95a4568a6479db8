import { FRAME_MS } from '@frontdesk/audio/mulaw'
import { silenceSource } from '../leg.ts'
import type { Next, Stage } from '../stage.ts'
import type { Gather } from '../twiml/verbs.ts'
import { playPrompt } from './prompt.ts'

/** Collects keys while and after the prompts play; the first key silences them. Only keys pressed meanwhile count. */
export async function gather(verb: Gather, stage: Stage): Promise<Next | undefined> {
  const keys = new Keys(verb)
  using _listening = stage.digits.listen((digit) => keys.press(digit))
  for (const prompt of verb.prompts) {
    if (keys.pressed) break
    await keys.untilPressed(stage, (cut) => playPrompt(prompt, cut))
  }
  while (!keys.isComplete) {
    const waits = silenceSource(Math.ceil(verb.timeoutMs / FRAME_MS))
    const wasPressed = await keys.untilPressed(stage, (cut) => cut.leg.play(waits, cut.signal))
    if (!wasPressed) break
  }
  if (keys.digits === '' && !verb.actionOnEmptyResult) return undefined
  const target = verb.action ? stage.resolve(verb.action) : stage.own()
  return { kind: 'fetch', target, params: { Digits: keys.digits } }
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
