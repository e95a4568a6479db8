import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { within } from './waits.ts'

/** On two cores with a campaign on them a process that loads Google's clients may take several seconds to begin. */
const patienceMs = 60_000

/** A process of ours that tells us things. No wait for it outlasts it. */
export class Forked implements AsyncDisposable {
  readonly #name: string
  readonly #child: ChildProcess
  readonly #ended: Promise<string>

  constructor(name: string, file: URL, args: readonly string[] = []) {
    this.#name = name
    this.#child = fork(fileURLToPath(file), args)
    const { promise, resolve } = Promise.withResolvers<string>()
    this.#child.once('exit', (code, signal) => resolve(String(signal ?? code)))
    this.#child.once('error', ({ name }) => resolve(name))
    this.#ended = promise
  }

  /** Tells it something, if anything, and hears what it says next. @throws when it says nothing; it is killed, then */
  async hear(what: string, told?: object): Promise<unknown> {
    const endedFirst = async (): Promise<never> => {
      throw new Error(`${this.#name} ended with ${await this.#ended} before it told ${what}`)
    }
    const heard = once(this.#child, 'message').then(([message]: unknown[]) => message)
    // Whether it can be told is seen by its end.
    if (told !== undefined) this.#child.send(told, () => {})
    try {
      return await within(patienceMs, `${this.#name} tells ${what}`, Promise.race([heard, endedFirst()]))
    } catch (error) {
      this.kill()
      throw error
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** @throws when it goes on for longer */
  async gone(withinMs: number, why: string): Promise<void> {
    await within(withinMs, `${this.#name} dies ${why}`, this.#ended)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill()
    await this.gone(patienceMs, 'of being killed')
  }
}
