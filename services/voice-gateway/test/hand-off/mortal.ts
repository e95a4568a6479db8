/** What kills: `name` of a method once it has had its effect, `before name` when it is about to. */
export type Deadly = (what: string, args: readonly unknown[]) => boolean

const never = new Promise<never>(() => {})

/** A process as seen by what it works with: from its death on, nothing that it asks for happens or is answered. */
export class Life {
  #over = false
  readonly #deadly: Deadly
  readonly #onEnd: () => void

  constructor(deadly: Deadly, onEnd: () => void) {
    this.#deadly = deadly
    this.#onEnd = onEnd
  }

  get isOver(): boolean {
    return this.#over
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    this.#onEnd()
  }

  /** The same port in the hands of one who may die. */
  of<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name)
        if (typeof value === 'object' && value !== null) return this.of(value)
        if (typeof value !== 'function' || typeof name === 'symbol') return value
        return (...args: readonly unknown[]) => this.#ask(name, args, () => Reflect.apply(value, target, args))
      },
    })
  }

  #ask(name: string, args: readonly unknown[], effect: () => unknown): unknown {
    if (this.#dies(`before ${name}`, args)) return never
    const result = effect()
    if (!(result instanceof Promise)) return result
    return result.then(
      (value: unknown) => (this.#dies(name, args) ? never : value),
      (error: unknown) => (this.#over ? never : Promise.reject(error)),
    )
  }

  #dies(what: string, args: readonly unknown[]): boolean {
    if (!this.#over && this.#deadly(what, args)) this.end()
    return this.#over
  }
}
