import type { Duplex } from 'node:stream'
import { readInPlace } from './read-in-place.ts'
import { wordsOf } from './words.ts'

/** The part of a WebSocket library's socket that is used here. */
export interface LibrarySocket {
  readonly readyState: number
  readonly OPEN: number
  once(event: 'error', listener: () => void): unknown
}

/** Told of what is read. An object and no functions: it is looked up for every message, and is one place in memory less. */
export interface MessageReader {
  /** One whole text message, in `bytes[from..to)`, unmasked. They are good until it returns. */
  onText(bytes: Buffer, from: number, to: number): void
  /** A ping of ours without content was answered. Where the library reads the answer, it is the library that tells. */
  onPong(): void
}

export interface ShortWay {
  readonly socket: LibrarySocket
  /** The connection below the socket. */
  readonly connection: Duplex
  /** Who is at its other end: a client masks what it sends, a server must not. */
  readonly peer: 'client' | 'server'
  /** Told of messages that are ASCII. */
  readonly reader: MessageReader
}

/**
 * A short way past the WebSocket library for what a call consists of: whole, unfragmented text messages of ASCII, each within
 * one chunk of the connection, and the answers to our pings. Sixty a second come on every call, and the way through the library's
 * stream costs more than all that is done with them. Everything else (other control frames, fragments, binary, what is split over
 * chunks, what breaks the protocol) goes to the library untouched, in order; so does all that comes once the socket is not open any more.
 * RFC 6455, section 5.2.
 */
export function takeShortWay({ socket, connection, peer, reader }: ShortWay): void {
  const [listener, ...others] = connection.listeners('data')
  // A library that reads its connection in another way is left alone.
  if (listener === undefined || others.length > 0) return
  const toLibrary = (chunk: Buffer) => void Reflect.apply(listener, connection, [chunk])
  const maskBytes = peer === 'client' ? 4 : 0
  /** Bytes to come of a message that the library has begun to read; once that is unknown, it reads them all. */
  let libraryReads = 0
  let isBroken = false

  function onRead(bytes: Buffer, length: number): void {
    let at = 0
    while (at < length && libraryReads === 0 && !isBroken && socket.readyState === socket.OPEN) {
      if (isPong(bytes, at, length, maskBytes)) {
        at += 2 + maskBytes
        reader.onPong()
        continue
      }
      const from = at + headerBytes(bytes, at) + maskBytes
      const to = shortFrameEnd(bytes, at, length, maskBytes)
      if (to === undefined) break
      if (!(maskBytes === 0 ? isAscii(bytes, from, to) : unmaskAscii(bytes, from, to))) break
      reader.onText(bytes, from, to)
      at = to
    }
    if (at === length || isBroken) return
    const rest = bytes.subarray(at, length)
    libraryReads = unreadBehind(rest, libraryReads)
    // It keeps what it is given for a while, and what was read in place is gone with the next read.
    toLibrary(inPlace ? Buffer.from(rest) : rest)
  }

  const onData = (chunk: Buffer) => onRead(chunk, chunk.length)
  connection.off('data', toOwn(listener))
  // What was read before now comes this way all the same.
  connection.on('data', onData)
  const inPlace = readInPlace(connection, onRead)
  // The library stops reading what broke the protocol: nothing more is told.
  socket.once('error', () => {
    isBroken = true
    connection.off('data', onData).resume()
  })
}

const toOwn = (listener: unknown) => listener as (chunk: Buffer) => void

const finalText = 0x81
const pong = 0x8a
const masked = 0x80
const lengthFollows = 126
const longLengthFollows = 127

/** The header of a message shorter than 64 KiB, up to the mask: two bytes, and two more where the length does not fit. */
const headerBytes = (chunk: Buffer, at: number) => (((chunk[at + 1] as number) & 0x7f) === lengthFollows ? 4 : 2)

/** Whether a whole pong without content lies at `at`. */
const isPong = (bytes: Buffer, at: number, readTo: number, maskBytes: number): boolean =>
  bytes[at] === pong && bytes[at + 1] === (maskBytes === 0 ? 0 : masked) && at + 2 + maskBytes <= readTo

/** Where the frame at `at` ends, if it is a whole text message, masked as it must be, and all of it is before `readTo`. */
function shortFrameEnd(bytes: Buffer, at: number, readTo: number, maskBytes: number): number | undefined {
  if (bytes[at] !== finalText || readTo - at < 4) return undefined
  const second = bytes[at + 1] as number
  const short = second & 0x7f
  if ((second & masked) !== (maskBytes === 0 ? 0 : masked) || short === longLengthFollows) return undefined
  const length = short === lengthFollows ? twoBytes(bytes, at + 2) : short
  const end = at + headerBytes(bytes, at) + maskBytes + length
  return end <= readTo ? end : undefined
}

const twoBytes = (chunk: Buffer, at: number) => ((chunk[at] as number) << 8) | (chunk[at + 1] as number)

/** Unmasks a payload in place, whose mask lies before it; anything but ASCII is left masked, as it came. */
function unmaskAscii(chunk: Buffer, from: number, to: number): boolean {
  const seen = mask(chunk, from, to, from - 4)
  if (seen < 0x80) return true
  mask(chunk, from, to, from - 4)
  return false
}

function isAscii(bytes: Buffer, from: number, to: number): boolean {
  const words = wordsOf(bytes)
  let seen = 0
  let at = from
  for (; at + 3 < to; at += 4) seen |= words.getInt32(at, true)
  for (; at < to; at++) seen |= bytes[at] as number
  return (seen & 0x80808080) === 0
}

/** Masks or unmasks in place with the four bytes at `maskAt`, four at a time. @returns all bytes that came out, or-ed */
function mask(bytes: Buffer, from: number, to: number, maskAt: number): number {
  const words = wordsOf(bytes)
  const key = words.getInt32(maskAt, true)
  let seen = 0
  let at = from
  for (; at + 3 < to; at += 4) {
    const word = words.getInt32(at, true) ^ key
    seen |= word
    words.setInt32(at, word, true)
  }
  seen |= (seen >> 8) | (seen >> 16) | (seen >>> 24)
  for (let i = 0; at < to; at++, i++) seen |= bytes[at] = (bytes[at] as number) ^ (bytes[maskAt + i] as number)
  return seen & 0xff
}

/**
 * How much of the library's message is still to come behind this chunk, all of which it reads.
 * Infinite once a header is split, too long, or no header at all.
 */
function unreadBehind(chunk: Buffer, alreadyReading: number): number {
  let next = alreadyReading
  while (next < chunk.length) {
    const left = chunk.length - next
    const second = left < 2 ? longLengthFollows : (chunk[next + 1] as number) & 0x7f
    // Fragments belong together: whoever sends them is read by the library for good.
    const isWhole = ((chunk[next] as number) & 0x80) !== 0
    if (!isWhole || second === longLengthFollows || (second === lengthFollows && left < 4))
      return Number.POSITIVE_INFINITY
    const maskBytes = ((chunk[next + 1] as number) & masked) === 0 ? 0 : 4
    next += headerBytes(chunk, next) + maskBytes + (second === lengthFollows ? twoBytes(chunk, next + 2) : second)
  }
  return next - chunk.length
}
