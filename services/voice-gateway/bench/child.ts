import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const goneWithinMs = 3_000
const hasTaskset = spawnSync('taskset', ['--version']).status === 0

/** A process of the benchmark, kept to one core where the system can. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #told: unknown[] = []

  constructor(file: string, core: number, args: readonly string[] = []) {
    const node = [process.execPath, '--expose-gc', fileURLToPath(new URL(file, import.meta.url)), ...args]
    const [command = '', ...rest] = hasTaskset ? ['taskset', '-c', String(core), ...node] : node
    this.#process = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#process.on('message', (message) => this.#told.push(message))
  }

  send(message: string | object): void {
    this.#process.send(message)
  }

  /** The next thing that it tells. @throws when it dies first, or says nothing in time */
  async next<T>(schema: { parse(value: unknown): T }, withinMs = 180_000): Promise<T> {
    const died = new AbortController()
    const onExit = (code: number | null) => died.abort(new Error(`a process of the benchmark ended with ${code}`))
    this.#process.once('exit', onExit)
    try {
      const signal = AbortSignal.any([died.signal, AbortSignal.timeout(withinMs)])
      while (this.#told.length === 0) await once(this.#process, 'message', { signal })
      return schema.parse(this.#told.shift())
    } finally {
      this.#process.off('exit', onExit)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const exited = once(this.#process, 'exit')
    // It ends by itself when nobody is there to tell, and tidies up.
    if (this.#process.connected) this.#process.disconnect()
    const force = setTimeout(() => this.#process.kill('SIGKILL'), goneWithinMs)
    await exited
    clearTimeout(force)
  }
}
