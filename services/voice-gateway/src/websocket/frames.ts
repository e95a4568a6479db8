import { randomFillSync } from 'node:crypto'
import { wordsOf } from './words.ts'

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

/** Where frames are made: their memory comes in large pieces, since making one and a view of it takes longer than a frame. */
const slabBytes = 128 * 1024
let slab = Buffer.alloc(0)
let slabMemory = slab.buffer
let slabWords = new DataView(slabMemory)
let slabUsed = 0

/** @returns where in the slab there is room for so many bytes, at a place that fits any word */
function reserve(bytes: number): number {
  if (slabUsed + bytes > slab.length) {
    slab = Buffer.allocUnsafeSlow(slabBytes)
    slabMemory = slab.buffer
    slabWords = new DataView(slabMemory)
    slabUsed = 0
  }
  const at = slabUsed
  slabUsed = (at + bytes + 7) & ~7
  return at
}

/** As a server says it: one message of three parts, and another behind it unless that is empty. */
export function serverFrames(before: Uint8Array, { bytes, from, to }: Ascii, behind: Uint8Array, next: string): Buffer {
  const length = before.length + to - from + behind.length
  const nextTotal = next === '' ? 0 : headerBytes(next.length) + next.length
  const total = headerBytes(length) + length + nextTotal
  const start = reserve(total)
  let at = writeHeader(slab, start, length, 0)
  slab.set(before, at)
  at += before.length
  at += bytes.copy(slab, at, from, to)
  slab.set(behind, at)
  at += behind.length
  if (nextTotal > 0) slab.write(next, writeHeader(slab, at, next.length, 0), 'latin1')
  return Buffer.from(slabMemory, start, total)
}

/** As a client says it: one message of three parts. */
export function clientFrame(before: Buffer, { bytes, from, to }: Ascii, behind: Buffer): Buffer {
  const length = before.length + to - from + behind.length
  const toMask = headerBytes(length)
  const total = toMask + 4 + length
  const start = reserve(total)
  const maskAt = writeHeader(slab, start, length, masked)
  writeMask(slab, maskAt)
  const text = maskAt + 4
  putMasked(before, 0, before.length, text, maskAt)
  putMaskedWords(bytes, from, to, text + before.length, maskAt)
  putMasked(behind, 0, behind.length, start + total - behind.length, maskAt)
  return Buffer.from(slabMemory, start, total)
}

/** Puts a part of a message at `at` in the slab, masked. The mask stands at `maskAt`, right before the message. */
function putMasked(part: Buffer, from: number, to: number, at: number, maskAt: number): void {
  let put = at
  for (let next = from; next < to; next++, put++)
    slab[put] = (part[next] as number) ^ (slab[maskAt + ((put - maskAt) & 3)] as number)
}

/** As `putMasked`, four bytes at a time. */
function putMaskedWords(part: Buffer, from: number, to: number, at: number, maskAt: number): void {
  const words = wordsOf(part)
  // The mask goes round: this is the byte of it that is due first, and those behind it.
  const turn = ((at - maskAt) & 3) * 8
  const mask = slabWords.getInt32(maskAt, true)
  const key = (mask >>> turn) | (mask << -turn)
  let next = from
  let put = at
  for (; next + 3 < to; next += 4, put += 4) slabWords.setInt32(put, words.getInt32(next, true) ^ key, true)
  putMasked(part, next, to, put, maskAt)
}
