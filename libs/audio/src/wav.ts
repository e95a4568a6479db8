import { decodeMulaw, SAMPLE_RATE } from './mulaw.ts'

export type Wav = {
  channels: number
  sampleRate: number
  /** PCM16, one array a channel, all of the same length. */
  samples: Int16Array[]
}

export type WavFault = 'not-wav' | 'truncated' | 'bad-format' | 'unsupported-format' | 'no-audio'

export class WavError extends Error {
  readonly fault: WavFault

  constructor(fault: WavFault, message: string) {
    super(message)
    this.name = 'WavError'
    this.fault = fault
  }
}

const HEADER_BYTES = 44
const PCM = 1
const MULAW = 7
const EXTENSIBLE = 0xfffe
/** More would be an allocation chosen by the sender, not a telephone call. */
const MOST_CHANNELS = 8
/** A writer that cannot seek leaves 0 or its largest value as length; sox leaves 0x7ffff000 or a little more. */
const UNKNOWN_LENGTH_FROM = 0x7fff_f000

/** The 44 bytes before `dataBytes` of interleaved PCM16. */
export function wavHeader(channels: number, dataBytes: number, sampleRate = SAMPLE_RATE): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES))
  writeTag(view, 0, 'RIFF')
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true)
  writeTag(view, 8, 'WAVE')
  writeTag(view, 12, 'fmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, PCM, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * channels * 2, true)
  view.setUint16(32, channels * 2, true)
  view.setUint16(34, 16, true)
  writeTag(view, 36, 'data')
  view.setUint32(40, dataBytes, true)
  return new Uint8Array(view.buffer)
}

/** A WAV file of PCM16, one array a channel; a shorter channel is filled with silence. */
export function wavFile(channels: readonly Int16Array[], sampleRate = SAMPLE_RATE): Uint8Array {
  const frames = Math.max(0, ...channels.map((samples) => samples.length))
  const dataBytes = frames * channels.length * 2
  const file = new Uint8Array(HEADER_BYTES + dataBytes)
  file.set(wavHeader(channels.length, dataBytes, sampleRate))
  const view = new DataView(file.buffer)
  for (const [channel, samples] of channels.entries()) {
    for (let i = 0; i < samples.length; i++) {
      view.setInt16(HEADER_BYTES + (i * channels.length + channel) * 2, samples[i] as number, true)
    }
  }
  return file
}

/**
 * Reads a WAV file of PCM16 or mu-law (format 7), of 1 to 8 channels, from bytes that may be anything. Unknown chunks are
 * skipped. A data length left open by a streaming writer means "to the end"; any other length past the end is a fault,
 * because half a recording must not pass for a whole one. Allocates no more than four times the file. Throws `WavError`.
 */
export function parseWav(bytes: Uint8Array): Wav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12 || readTag(view, 0) !== 'RIFF' || readTag(view, 8) !== 'WAVE') {
    throw new WavError('not-wav', `not a WAV file: ${bytes.length} bytes that do not begin with RIFF and WAVE`)
  }
  const chunks = findChunks(view)
  const format = readFormat(view, chunks.format)
  return { channels: format.channels, sampleRate: format.sampleRate, samples: readSamples(bytes, chunks.data, format) }
}

type Chunk = { start: number; length: number }
type Format = { encoding: number; channels: number; sampleRate: number; bytesPerSample: number }

function findChunks(view: DataView): { format: Chunk; data: Chunk } {
  let format: Chunk | undefined
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const tag = readTag(view, at)
    const length = view.getUint32(at + 4, true)
    const start = at + 8
    if (tag === 'data') {
      if (!format) throw new WavError('bad-format', 'the data chunk comes before the fmt chunk')
      return { format, data: { start, length: dataLength(view, start, length) } }
    }
    if (start + length > view.byteLength) {
      throw new WavError(
        'truncated',
        `the ${JSON.stringify(tag)} chunk at byte ${at} claims ${length} bytes past the end`,
      )
    }
    if (tag === 'fmt ') format = { start, length }
    at = start + length + (length & 1)
  }
  throw new WavError('no-audio', `no data chunk in a WAV file of ${view.byteLength} bytes`)
}

function dataLength(view: DataView, start: number, claimed: number): number {
  const rest = view.byteLength - start
  if (claimed >= UNKNOWN_LENGTH_FROM) return Math.min(claimed, rest)
  // Length 0 with a RIFF length that fits the file is a recording of nothing; with one that does not, a streamed file.
  if (claimed === 0) return view.getUint32(4, true) + 8 === view.byteLength ? 0 : rest
  if (claimed > rest) throw new WavError('truncated', `the data chunk claims ${claimed} bytes, ${rest} are there`)
  return claimed
}

function readFormat(view: DataView, { start, length }: Chunk): Format {
  if (length < 16) throw new WavError('bad-format', `the fmt chunk has ${length} bytes, at least 16 are needed`)
  const tag = view.getUint16(start, true)
  // An extensible header keeps the real tag in the first two bytes of its sub-format.
  const encoding = tag === EXTENSIBLE && length >= 26 ? view.getUint16(start + 24, true) : tag
  const channels = view.getUint16(start + 2, true)
  const sampleRate = view.getUint32(start + 4, true)
  const bits = view.getUint16(start + 14, true)
  if (!((encoding === PCM && bits === 16) || (encoding === MULAW && bits === 8))) {
    throw new WavError('unsupported-format', `format ${encoding} with ${bits} bits; PCM 16 and mu-law 8 are read`)
  }
  if (channels < 1 || channels > MOST_CHANNELS) {
    throw new WavError('bad-format', `${channels} channels; 1 to ${MOST_CHANNELS} are read`)
  }
  if (sampleRate < 1000 || sampleRate > 384_000) {
    throw new WavError('bad-format', `a sample rate of ${sampleRate} Hz; 1000 to 384000 are read`)
  }
  return { encoding, channels, sampleRate, bytesPerSample: bits / 8 }
}

function readSamples(bytes: Uint8Array, data: Chunk, { channels, encoding, bytesPerSample }: Format): Int16Array[] {
  const frames = Math.floor(data.length / (channels * bytesPerSample))
  const view = new DataView(bytes.buffer, bytes.byteOffset + data.start, data.length)
  return Array.from({ length: channels }, (_, channel) => {
    if (encoding === MULAW) {
      const own = Uint8Array.from({ length: frames }, (_, i) => view.getUint8(i * channels + channel))
      return decodeMulaw(own)
    }
    const samples = new Int16Array(frames)
    for (let i = 0; i < frames; i++) samples[i] = view.getInt16((i * channels + channel) * 2, true)
    return samples
  })
}

function readTag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}

function writeTag(view: DataView, at: number, tag: string): void {
  for (let i = 0; i < 4; i++) view.setUint8(at + i, tag.charCodeAt(i))
}
