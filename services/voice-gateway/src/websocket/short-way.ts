import type { Duplex } from 'node:stream'

/** The part of a WebSocket library's socket that is used here. */
export interface LibrarySocket {
  readonly readyState: number
  readonly OPEN: number
  once(event: 'error', listener: () => void): unknown
}

/** Told of one whole text message: ASCII, at `chunk[from]` up to `chunk[to]`, unmasked; valid for as long as the chunk is. */
export type OnAscii = (chunk: Buffer, from: number, to: number) => void

/**
 * A short way past the WebSocket library for what a call consists of: whole, unfragmented text messages of ASCII from a client,
 * each within one chunk of the connection. Fifty a second come on every call, and the way through the library's stream costs
 * more than all that is done with them. Everything else (control frames, fragments, binary, what is split over chunks, what
 * breaks the protocol) goes to the library untouched, in order; so does all that comes once the socket is not open any more.
 * RFC 6455, section 5.2.
 */
export function takeShortWay(socket: LibrarySocket, connection: Duplex, onAscii: OnAscii): void {
  const [listener, ...others] = connection.listeners('data')
  // A library that reads its connection in another way is left alone.
  if (listener === undefined || others.length > 0) return
  const toLibrary = (chunk: Buffer) => void Reflect.apply(listener, connection, [chunk])
  /** Bytes to come of a message that the library has begun to read; once that is unknown, it reads them all. */
  let libraryReads = 0

  function onData(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length && libraryReads === 0 && socket.readyState === socket.OPEN) {
      const to = shortFrameEnd(chunk, at)
      if (to === undefined || !unmaskAscii(chunk, at, to)) break
      onAscii(chunk, at + headerBytes(chunk, at), to)
      at = to
    }
    if (at === chunk.length) return
    libraryReads = unreadBehind(chunk, at, libraryReads)
    toLibrary(at === 0 ? chunk : chunk.subarray(at))
  }

  connection.off('data', toOwn(listener))
  connection.on('data', onData)
  // The library stops reading what broke the protocol: nothing more is told.
  socket.once('error', () => void connection.off('data', onData).resume())
}

const toOwn = (listener: unknown) => listener as (chunk: Buffer) => void

const finalText = 0x81
const masked = 0x80
const shortest = 6
const lengthFollows = 126
const longLengthFollows = 127

/** The header of a masked message shorter than 64 KiB: two bytes, two more where the length does not fit, and the mask. */
const headerBytes = (chunk: Buffer, at: number) =>
  ((chunk[at + 1] as number) & 0x7f) === lengthFollows ? shortest + 2 : shortest

/** Where the frame at `at` ends, if it is a whole text message and all of it is here. */
function shortFrameEnd(chunk: Buffer, at: number): number | undefined {
  if (chunk[at] !== finalText || chunk.length - at < shortest + 2) return undefined
  const second = chunk[at + 1] as number
  const short = second & 0x7f
  if ((second & masked) === 0 || short === longLengthFollows) return undefined
  const length = short === lengthFollows ? twoBytes(chunk, at + 2) : short
  const end = at + headerBytes(chunk, at) + length
  return end <= chunk.length ? end : undefined
}

const twoBytes = (chunk: Buffer, at: number) => ((chunk[at] as number) << 8) | (chunk[at + 1] as number)

/** Unmasks the frame's payload in place; anything but ASCII is left masked, as it came. */
function unmaskAscii(chunk: Buffer, at: number, to: number): boolean {
  const from = at + headerBytes(chunk, at)
  const seen = mask(chunk, from, to, from - 4)
  if (seen < 0x80) return true
  mask(chunk, from, to, from - 4)
  return false
}

/** Masks or unmasks in place with the four bytes at `maskAt`, four at a time. @returns all bytes that came out, or-ed */
export function mask(bytes: Buffer, from: number, to: number, maskAt: number): number {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const key = words.getInt32(maskAt)
  let seen = 0
  let at = from
  for (; at + 3 < to; at += 4) {
    const word = words.getInt32(at) ^ key
    seen |= word
    words.setInt32(at, word)
  }
  seen |= (seen >> 8) | (seen >> 16) | (seen >>> 24)
  for (let i = 0; at < to; at++, i++) seen |= bytes[at] = (bytes[at] as number) ^ (bytes[maskAt + i] as number)
  return seen & 0xff
}

/**
 * How much of the library's message is still to come behind this chunk, of which it reads everything from `at` on.
 * Infinite once a header is split, too long, or no header at all.
 */
function unreadBehind(chunk: Buffer, at: number, alreadyReading: number): number {
  let next = at + alreadyReading
  while (next < chunk.length) {
    const left = chunk.length - next
    const second = left < 2 ? longLengthFollows : (chunk[next + 1] as number) & 0x7f
    // Fragments belong together: whoever sends them is read by the library for good.
    const isWhole = ((chunk[next] as number) & 0x80) !== 0
    if (!isWhole || second === longLengthFollows || (second === lengthFollows && left < 4))
      return Number.POSITIVE_INFINITY
    const maskBytes = ((chunk[next + 1] as number) & masked) === 0 ? 0 : 4
    const lengthBytes = second === lengthFollows ? 2 : 0
    next += 2 + lengthBytes + maskBytes + (second === lengthFollows ? twoBytes(chunk, next + 2) : second)
  }
  return next - chunk.length
}
