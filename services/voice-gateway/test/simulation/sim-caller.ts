import { speech } from './audio.ts'
import type { Scene, Wish } from './scene.ts'
import type { SimLeg } from './sim-leg.ts'

const frameMs = 100
const lookEveryMs = 250
/** The caller waits for the agent to have finished; not for ever. */
const politeMs = 900
const patienceMs = 9_000
const hangsUpAfterMs = 20_000

/** A caller with a few wishes, who says goodbye at the end, interrupts now and then, and hangs up when nothing happens. */
export class SimCaller {
  readonly #scene: Scene
  readonly #script: readonly Wish[]
  readonly #legNow: () => SimLeg | undefined
  readonly #hangUp: () => void
  #timer: Disposable
  #next = 0
  #spokeAtMs: number
  #interruptsInMs: number | undefined

  constructor(scene: Scene, legNow: () => SimLeg | undefined, hangUp: () => void) {
    this.#scene = scene
    this.#legNow = legNow
    this.#hangUp = hangUp
    const wishes = Array.from({ length: 1 + scene.random.below(4) }, () =>
      scene.random.pick(['talk', 'book', 'book'] as const),
    )
    this.#script = [...wishes, 'bye']
    this.#spokeAtMs = scene.clock.monotonicMs()
    this.#timer = scene.clock.after(lookEveryMs, () => this.#look())
  }

  #again(ms: number, fn: () => void) {
    this.#timer = this.#scene.clock.after(ms, fn)
  }

  #look() {
    const { clock, agentHeardAtMs, random } = this.#scene
    const nowMs = clock.monotonicMs()
    const leg = this.#legNow()
    if (nowMs - this.#spokeAtMs > hangsUpAfterMs && this.#next >= this.#script.length) return this.#hangUp()
    if (leg === undefined || this.#next >= this.#script.length) return this.#again(lookEveryMs, () => this.#look())
    const wasAnswered = agentHeardAtMs > this.#spokeAtMs
    const isQuiet = wasAnswered && !leg.isPlaying && nowMs - agentHeardAtMs > politeMs
    const isImpatient = nowMs - this.#spokeAtMs > patienceMs && !leg.isPlaying
    if (wasAnswered && leg.isPlaying && this.#interruptsInMs === undefined && random.chance(0.05))
      this.#interruptsInMs = nowMs
    if (isQuiet || isImpatient || this.#interruptsInMs !== undefined) return this.#speak()
    this.#again(lookEveryMs, () => this.#look())
  }

  #speak() {
    const { utterances, random, clock } = this.#scene
    const wish = this.#script[this.#next++] ?? 'bye'
    this.#interruptsInMs = undefined
    const beganAtMs = clock.monotonicMs()
    utterances.push({ number: utterances.length, wish, beganAtMs, committedAtMs: undefined, heardAgainAtMs: undefined })
    this.#speakOn(7 + random.below(12))
  }

  #speakOn(framesLeft: number) {
    this.#spokeAtMs = this.#scene.clock.monotonicMs()
    if (framesLeft === 0) return this.#again(lookEveryMs, () => this.#look())
    this.#legNow()?.frame(speech(frameMs))
    this.#again(frameMs, () => this.#speakOn(framesLeft - 1))
  }

  goAway() {
    this.#timer[Symbol.dispose]()
  }
}
