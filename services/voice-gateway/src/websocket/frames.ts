import { randomFillSync } from 'node:crypto'
import { mask } from './short-way.ts'

/** Text messages as the bytes that go onto a connection, in one piece. All texts are ASCII. RFC 6455, section 5.2. */
const finalText = 0x81
const ping = 0x89
const masked = 0x80
const lengthFollows = 126
const longestShort = 125
const longest = 0xffff

const headerBytes = (length: number) => (length > longestShort ? 4 : 2)

/** @throws RangeError from 64 KiB on */
function writeHeader(frame: Buffer, at: number, length: number, flags: number): number {
  if (length > longest) throw new RangeError(`a message of ${length} bytes does not go this way`)
  frame[at] = finalText
  if (length <= longestShort) {
    frame[at + 1] = flags | length
    return at + 2
  }
  frame[at + 1] = flags | lengthFollows
  frame[at + 2] = length >> 8
  frame[at + 3] = length & 0xff
  return at + 4
}

/** As a server says it: several messages in one piece. */
export function serverFrames(...texts: readonly string[]): Buffer {
  let total = 0
  for (const text of texts) total += headerBytes(text.length) + text.length
  const frames = Buffer.allocUnsafe(total)
  let at = 0
  for (const text of texts) {
    at = writeHeader(frames, at, text.length, 0)
    at += frames.write(text, at, 'latin1')
  }
  return frames
}

/** A ping without content, as a server says it. */
export const serverPing = Buffer.from([ping, 0])

const masks = Buffer.alloc(8 * 1024)
let nextMask = masks.length

/** A fresh mask of four random bytes. */
function writeMask(frame: Buffer, at: number): void {
  if (nextMask === masks.length) {
    randomFillSync(masks)
    nextMask = 0
  }
  for (let i = at; i < at + 4; i++) frame[i] = masks[nextMask++] as number
}

/** A ping without content, as a client says it. */
export function clientPing(): Buffer {
  const frame = Buffer.from([ping, masked, 0, 0, 0, 0])
  writeMask(frame, 2)
  return frame
}

/** ASCII in `bytes[from..to)`. */
export interface Ascii {
  readonly bytes: Buffer
  readonly from: number
  readonly to: number
}

/** As a client says it: one message of three parts. */
export function clientFrame(before: Buffer, { bytes, from, to }: Ascii, behind: Buffer): Buffer {
  const length = before.length + to - from + behind.length
  const maskAt = headerBytes(length)
  const text = maskAt + 4
  const frame = Buffer.allocUnsafe(text + length)
  writeHeader(frame, 0, length, masked)
  writeMask(frame, maskAt)
  before.copy(frame, text)
  bytes.copy(frame, text + before.length, from, to)
  behind.copy(frame, frame.length - behind.length)
  mask(frame, text, frame.length, maskAt)
  return frame
}
