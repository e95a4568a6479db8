/**
 * Fifty times a second a call gets a frame of audio, and for each piece that it hears the echo of a mark, always of one shape.
 * Read by that shape they cost a fraction of a parse; whatever has another is parsed in full, so that nothing is judged any
 * differently.
 */
export interface MarkEcho {
  readonly event: 'mark'
  readonly streamSid: string
  readonly name: string
}

export interface MediaFrame {
  readonly event: 'media'
  readonly streamSid: string
  /** Counts the stream's frames from 1; undefined where the carrier does not say it. */
  readonly chunk: number | undefined
  readonly timestampMs: number
  readonly payload: string
}

const head = Buffer.from('{"event":"media","sequenceNumber":"')
const chunkIs = Buffer.from('"media":{"track":"inbound","chunk":"')
const timestampIs = Buffer.from('","timestamp":"')
const payloadIs = Buffer.from('","payload":"')
const mediaEnds = Buffer.from('"}')
const sequenceEnds = Buffer.from('",')
const comma = Buffer.from(',')
const end = Buffer.from('}')
const zero = 0x30
const pad = 0x3d
const mostDigits = 15
const isBase64 = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9+/]/.test(String.fromCharCode(byte)) ? 1 : 0,
)

/** Reads the frames of one stream from the bytes of their messages. */
export class MediaFrames {
  readonly #sid: string
  readonly #sidIs: Buffer
  /** Where the last read ended, or -1 once something did not fit. */
  #at = 0

  constructor(streamSid: string) {
    this.#sid = streamSid
    this.#sidIs = Buffer.from(`"streamSid":${JSON.stringify(streamSid)}`)
  }

  /** The frame in `bytes[from..to)`, or undefined for what needs the full parse. */
  read(bytes: Buffer, from: number, to: number): MediaFrame | undefined {
    this.#at = from
    this.#pass(bytes, head)
    this.#digits(bytes)
    this.#pass(bytes, sequenceEnds)
    const sidFirst = this.#fits(bytes, this.#sidIs)
    if (sidFirst) {
      this.#pass(bytes, this.#sidIs)
      this.#pass(bytes, comma)
    }
    this.#pass(bytes, chunkIs)
    const chunk = this.#digits(bytes)
    this.#pass(bytes, timestampIs)
    const timestampMs = this.#digits(bytes)
    this.#pass(bytes, payloadIs)
    const payloadAt = this.#at
    this.#base64(bytes, to)
    const payloadEnd = this.#at
    this.#pass(bytes, mediaEnds)
    if (!sidFirst) {
      this.#pass(bytes, comma)
      this.#pass(bytes, this.#sidIs)
    }
    this.#pass(bytes, end)
    if (this.#at !== to) return undefined
    const payload = bytes.toString('latin1', payloadAt, payloadEnd)
    return { event: 'media', streamSid: this.#sid, chunk, timestampMs, payload }
  }

  #fits(bytes: Buffer, text: Buffer): boolean {
    if (this.#at < 0) return false
    for (let i = 0; i < text.length; i++) if (bytes[this.#at + i] !== text[i]) return false
    return true
  }

  #pass(bytes: Buffer, text: Buffer): void {
    this.#at = this.#fits(bytes, text) ? this.#at + text.length : -1
  }

  #digits(bytes: Buffer): number {
    if (this.#at < 0) return 0
    let number = 0
    let at = this.#at
    for (; ; at++) {
      const digit = (bytes[at] as number) - zero
      if (!(digit >= 0 && digit <= 9)) break
      number = number * 10 + digit
    }
    const count = at - this.#at
    this.#at = count > 0 && count <= mostDigits ? at : -1
    return number
  }

  /** Whole groups of four digits, the last padded; at least one. */
  #base64(bytes: Buffer, to: number): void {
    if (this.#at < 0) return
    let at = this.#at
    while (at < to && isBase64[bytes[at] as number] === 1) at++
    for (let padding = 0; padding < 2 && bytes[at] === pad; padding++) at++
    const length = at - this.#at
    this.#at = length >= 4 && length % 4 === 0 ? at : -1
  }
}

const name = '"([\\w.-]{1,100})"'
const mark = `"mark":\\{"name":${name}\\}`
const markSidLast = new RegExp(`^\\{"event":"mark","sequenceNumber":"\\d{1,15}",${mark},"streamSid":${name}\\}$`)
const markSidFirst = new RegExp(`^\\{"event":"mark","sequenceNumber":"\\d{1,15}","streamSid":${name},${mark}\\}$`)

export function readMarkEcho(text: string): MarkEcho | undefined {
  if (!text.startsWith('{"event":"mark"')) return undefined
  const [, lastName, lastSid] = markSidLast.exec(text) ?? []
  if (lastName !== undefined && lastSid !== undefined) return { event: 'mark', streamSid: lastSid, name: lastName }
  const [, firstSid, firstName] = markSidFirst.exec(text) ?? []
  if (firstName === undefined || firstSid === undefined) return undefined
  return { event: 'mark', streamSid: firstSid, name: firstName }
}
