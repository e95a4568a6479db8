const zero = 0x30
const pad = 0x3d
const quote = 0x22
const backslash = 0x5c
const space = 0x20
const tilde = 0x7e
const mostDigits = 15
const table = (of: RegExp) =>
  Uint8Array.from({ length: 256 }, (_, byte) => (of.test(String.fromCharCode(byte)) ? 1 : 0))
const isBase64 = table(/[A-Za-z0-9+/]/)
const isNameByte = table(/[A-Za-z0-9_.-]/)

/**
 * Reads a message of ASCII whose shape is known, from its bytes and step by step. Once a step does not fit, none does: `isRead`
 * says at the end whether all of it was as expected. What is not is read by a parser, so that nothing is judged any differently.
 */
export class AsciiReader {
  #bytes: Buffer = Buffer.alloc(0)
  /** Where the last step ended, or -1 once something did not fit. */
  #at = 0
  #to = 0

  /** The message in `bytes[from..to)`. */
  begin(bytes: Buffer, from: number, to: number): void {
    this.#bytes = bytes
    this.#at = from
    this.#to = to
  }

  /** Every step fitted, and nothing follows the last. */
  get isRead(): boolean {
    return this.#at === this.#to
  }

  /** Where the next step begins, or -1 once one did not fit. */
  get at(): number {
    return this.#at
  }

  fits(text: Uint8Array): boolean {
    const at = this.#at
    if (at < 0 || at + text.length > this.#to) return false
    for (let i = 0; i < text.length; i++) if (this.#bytes[at + i] !== text[i]) return false
    return true
  }

  pass(text: Uint8Array): void {
    this.#at = this.fits(text) ? this.#at + text.length : -1
  }

  /** @returns whether it was there */
  passIfFits(text: Uint8Array): boolean {
    if (!this.fits(text)) return false
    this.#at += text.length
    return true
  }

  /** A whole number of up to 15 digits. */
  digits(): number {
    if (this.#at < 0) return 0
    let number = 0
    let at = this.#at
    for (; at < this.#to; at++) {
      const digit = (this.#bytes[at] as number) - zero
      if (!(digit >= 0 && digit <= 9)) break
      number = number * 10 + digit
    }
    const count = at - this.#at
    this.#at = count > 0 && count <= mostDigits ? at : -1
    return number
  }

  /** Whole groups of four digits, the last padded; at least one. */
  passBase64(): void {
    if (this.#at < 0) return
    let at = this.#at
    while (at < this.#to && isBase64[this.#bytes[at] as number] === 1) at++
    for (let padding = 0; padding < 2 && this.#bytes[at] === pad; padding++) at++
    const length = at - this.#at
    this.#at = length >= 4 && length % 4 === 0 ? at : -1
  }

  /** Letters, digits, `_`, `.` and `-`, as ids are made of. Where it is `known`, no new string is made. */
  name(known?: KnownName): string {
    if (
      known !== undefined &&
      this.fits(known.bytes) &&
      isNameByte[this.#bytes[this.#at + known.bytes.length] as number] === 0
    ) {
      this.#at += known.bytes.length
      return known.text
    }
    if (this.#at < 0) return ''
    let at = this.#at
    while (at < this.#to && isNameByte[this.#bytes[at] as number] === 1) at++
    return this.#upTo(at > this.#at ? at : -1)
  }

  /** What stands in quotes in JSON, as far as it is printable ASCII and needs no escape. */
  plainText(): string {
    if (this.#at < 0) return ''
    let at = this.#at
    for (; at < this.#to; at++) {
      const byte = this.#bytes[at] as number
      if (byte === quote || byte === backslash || byte < space || byte > tilde) break
    }
    return this.#upTo(at)
  }

  #upTo(end: number): string {
    const from = this.#at
    this.#at = end
    return end < 0 ? '' : this.#bytes.toString('latin1', from, end)
  }
}

export interface KnownName {
  readonly text: string
  readonly bytes: Uint8Array
}

export const knownName = (text: string): KnownName => ({ text, bytes: asciiBytes(text) })

/** In memory of its own, as long as anybody has it: what a message is held against, or made of. Up to 64 bytes, V8 keeps them beside the object itself, and not in memory somewhere else. */
export const asciiBytes = (text: string): Uint8Array => Uint8Array.from(text, (digit) => digit.charCodeAt(0))
