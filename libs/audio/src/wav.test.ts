import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeMulaw } from './mulaw.ts'
import { parseWav, WavError, type WavFault, wavFile, wavHeader } from './wav.ts'

const left = Int16Array.of(1, 2, 3, -32768)
const right = Int16Array.of(-1, -2, -3, 32767)

function refuses(bytes: Uint8Array, fault: WavFault): void {
  assert.throws(
    () => parseWav(bytes),
    (error) => error instanceof WavError && error.fault === fault,
  )
}

function patched(file: Uint8Array, at: number, ...bytes: number[]): Uint8Array {
  const copy = file.slice()
  copy.set(bytes, at)
  return copy
}

test('what is written is read again, channel by channel', () => {
  const wav = parseWav(wavFile([left, right]))
  assert.deepEqual(wav, { channels: 2, sampleRate: 8000, samples: [left, right] })
})

test('a shorter channel is filled with silence', () => {
  assert.deepEqual(parseWav(wavFile([left, Int16Array.of(7)])).samples[1], Int16Array.of(7, 0, 0, 0))
})

test('unknown chunks are skipped, odd ones with their pad byte', () => {
  const file = wavFile([left])
  const odd = Uint8Array.of(0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0)
  const withList = Uint8Array.from([...file.slice(0, 36), ...odd, ...file.slice(36)])
  assert.deepEqual(parseWav(withList).samples, [left])
})

test('a view into a larger buffer is read from its own start', () => {
  const file = wavFile([left])
  const larger = new Uint8Array(file.length + 3)
  larger.set(file, 3)
  assert.deepEqual(parseWav(larger.subarray(3)).samples, [left])
})

test('mu-law is decoded', () => {
  const payload = encodeMulaw(Int16Array.of(0, 8, -8))
  const file = Uint8Array.from([...wavHeader(1, payload.length), ...payload])
  const mulaw = patched(patched(file, 20, 7), 34, 8)
  assert.deepEqual(parseWav(mulaw).samples, [Int16Array.of(0, 8, -8)])
})

test('a length left open by a streaming writer means the rest', () => {
  const file = wavFile([left, right])
  for (const open of [
    [0xff, 0xff, 0xff, 0xff],
    [0x00, 0xf0, 0xff, 0x7f],
  ]) {
    assert.deepEqual(parseWav(patched(file, 40, ...open)).samples, [left, right])
  }
  const zeroEverywhere = patched(patched(file, 40, 0, 0, 0, 0), 4, 0, 0, 0, 0)
  assert.deepEqual(parseWav(zeroEverywhere).samples, [left, right])
})

test('a recording of nothing is no fault', () => {
  assert.deepEqual(parseWav(wavFile([new Int16Array(0)])).samples, [new Int16Array(0)])
})

test('what is not a WAV file is refused by kind', () => {
  const file = wavFile([left, right])
  refuses(new Uint8Array(0), 'not-wav')
  refuses(new TextEncoder().encode('<html>403 Forbidden</html>'), 'not-wav')
  refuses(file.subarray(0, 30), 'truncated')
  refuses(file.subarray(0, 36), 'no-audio')
  refuses(file.subarray(0, file.length - 2), 'truncated')
  refuses(patched(file, 20, 3), 'unsupported-format')
  refuses(patched(file, 34, 24), 'unsupported-format')
  refuses(patched(file, 22, 0, 0), 'bad-format')
  refuses(patched(file, 22, 0xff, 0xff), 'bad-format')
  refuses(patched(file, 24, 0, 0, 0, 0), 'bad-format')
  refuses(patched(file, 12, 0x6a), 'bad-format')
})

test('a fmt chunk that is too short is refused', () => {
  const file = wavFile([left])
  const short = Uint8Array.from([...file.slice(0, 16), 2, 0, 0, 0, 1, 0, ...file.slice(36)])
  refuses(short, 'bad-format')
})

test('no damaged header does worse than a WavError', () => {
  const file = wavFile([left, right])
  let seed = 1
  const random = () => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return seed / 0x80000000
  }
  for (let round = 0; round < 5000; round++) {
    const damaged = file.slice(0, 1 + Math.floor(random() * file.length))
    for (let i = 0; i < 3; i++) damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256)
    try {
      parseWav(damaged)
    } catch (error) {
      assert.ok(error instanceof WavError, String(error))
    }
  }
})
