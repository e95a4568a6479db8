/** The keys that a party presses, for whoever listens at that moment: nothing is kept. */
export class Digits {
  readonly #listeners = new Set<(digit: string) => void>()

  press(digit: string): void {
    if (!/^[0-9*#]$/.test(digit)) throw new Error(`${JSON.stringify(digit)} is not a key of a telephone`)
    for (const listener of this.#listeners) listener(digit)
  }

  listen(listener: (digit: string) => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }
}
