import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { decodeMulaw } from '@frontdesk/audio/mulaw'
import { parseWav, wavFile, wavHeader } from '@frontdesk/audio/wav'

/** A recording while it runs: both directions of a call on one time axis, PCM16 at 8 kHz. */
export interface Tape {
  /** 20 ms of mu-law each way. */
  append(inbound: Uint8Array, outbound: Uint8Array): void
  /** Nothing is appended afterwards. */
  finish(): void
}

/** Where tapes lie, each a WAV file from its first second on, so that a killed process leaves what it had recorded. */
export interface Shelf {
  record(name: string, channels: 1 | 2): Tape
  /** Undefined when there is no such tape. */
  read(name: string): Int16Array[] | undefined
  write(name: string, channels: readonly Int16Array[]): void
  remove(name: string): void
}

type Sink = (pcm: Uint8Array) => void

const FLUSH_FRAMES = 50

/** Without a folder the tapes are lost with the process. */
export function openShelf(folder: string | undefined): Shelf {
  return folder === undefined ? memoryShelf() : folderShelf(folder)
}

function folderShelf(folder: string): Shelf {
  mkdirSync(folder, { recursive: true })
  const fileOf = (name: string) => join(folder, `${name}.wav`)
  return {
    record(name, channels) {
      const file = openSync(fileOf(name), 'w')
      writeSync(file, wavHeader(channels, 0))
      let dataBytes = 0
      const sink: Sink = (pcm) => {
        writeSync(file, pcm)
        dataBytes += pcm.length
      }
      return tape(channels, sink, () => {
        writeSync(file, wavHeader(channels, dataBytes), 0, undefined, 0)
        closeSync(file)
      })
    },
    read: (name) => (existsSync(fileOf(name)) ? parseWav(readFileSync(fileOf(name))).samples : undefined),
    write: (name, channels) => writeFileSync(fileOf(name), wavFile(channels)),
    remove: (name) => rmSync(fileOf(name), { force: true }),
  }
}

function memoryShelf(): Shelf {
  const tapes = new Map<string, () => Uint8Array>()
  return {
    record(name, channels) {
      const pieces: Uint8Array[] = []
      tapes.set(name, () => {
        const pcm = Buffer.concat(pieces)
        return Buffer.concat([wavHeader(channels, pcm.length), pcm])
      })
      return tape(
        channels,
        (pcm) => pieces.push(pcm),
        () => {},
      )
    },
    read(name) {
      const file = tapes.get(name)
      return file && parseWav(file()).samples
    },
    write(name, channels) {
      const file = wavFile(channels)
      tapes.set(name, () => file)
    },
    remove: (name) => tapes.delete(name),
  }
}

function tape(channels: 1 | 2, sink: Sink, close: () => void): Tape {
  let frames: Uint8Array[] = []
  const flush = () => {
    if (frames.length > 0) sink(Buffer.concat(frames))
    frames = []
  }
  return {
    append(inbound, outbound) {
      frames.push(channels === 2 ? interleaved(inbound, outbound) : mixed(inbound, outbound))
      if (frames.length >= FLUSH_FRAMES) flush()
    },
    finish() {
      flush()
      close()
    },
  }
}

function interleaved(inbound: Uint8Array, outbound: Uint8Array): Uint8Array {
  const [left, right] = [decodeMulaw(inbound), decodeMulaw(outbound)]
  const pcm = Buffer.alloc(left.length * 4)
  for (let i = 0; i < left.length; i++) {
    pcm.writeInt16LE(left[i] ?? 0, i * 4)
    pcm.writeInt16LE(right[i] ?? 0, i * 4 + 2)
  }
  return pcm
}

function mixed(inbound: Uint8Array, outbound: Uint8Array): Uint8Array {
  const samples = mixDown([decodeMulaw(inbound), decodeMulaw(outbound)])
  const pcm = Buffer.alloc(samples.length * 2)
  for (let i = 0; i < samples.length; i++) pcm.writeInt16LE(samples[i] ?? 0, i * 2)
  return pcm
}

export function mixDown([first = new Int16Array(), ...others]: readonly Int16Array[]): Int16Array {
  return first.map((sample, index) => {
    const sum = others.reduce((total, channel) => total + (channel[index] ?? 0), sample)
    return Math.max(-32_768, Math.min(32_767, sum))
  })
}
