import { nameOf, type Scene, type Utterance } from './scene.ts'

/** What a model session knows of the call: what the caller wishes, and what became of it, from its own ears or told in words. */
export class SimMemory {
  readonly #scene: Scene
  /** Wishes of which it knows what became, or that they are under way. */
  readonly #known = new Map<string, string>()
  readonly #waitingFor: Utterance[] = []

  constructor(scene: Scene) {
    this.#scene = scene
  }

  hear(said: Utterance) {
    if (!this.#known.has(nameOf(said))) this.#waitingFor.push(said)
  }

  /** The wish to call a tool for now, once; undefined when there is nothing to do but talk. */
  nextToDo(): Utterance | undefined {
    const wanted = this.#waitingFor.shift()
    if (wanted === undefined || wanted.wish === 'talk' || this.#known.has(nameOf(wanted))) return undefined
    this.#known.set(nameOf(wanted), 'running')
    return wanted
  }

  /** What it is told in words: of the caller's wishes, of tools and what became of them. */
  read(text: string) {
    for (const line of text.split('\n')) {
      const tool = /^Tool \w+\((.*?)\) -> (.*)$/.exec(line)
      if (tool !== null) this.learn(tool[1] ?? '', tool[2] ?? '')
      const said = /^Caller: wish-(\d+) /.exec(line)
      if (said === null) continue
      const utterance = this.#scene.utterances[Number(said[1])]
      if (utterance !== undefined && utterance.wish !== 'talk') this.#waitingFor.push(utterance)
    }
  }

  /** What became of the wish that a call with these arguments is for. It is held against the ledger (I3). */
  learn(args: string, output: string) {
    const wish = /wish-\d+/.exec(args)?.[0]
    if (wish === undefined) return
    this.#known.set(wish, output)
    const outcome = this.#scene.outcomes.get(wish)
    const claimsSuccess = output.includes('"succeeded"')
    if (claimsSuccess && outcome?.status !== 'succeeded') this.#scene.violated(`${wish} is told as done, and is not`)
    if (outcome !== undefined && output.includes(`"${outcome.status}"`)) outcome.told = true
  }
}
