import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { type AudioFlaw, silence, WholeAudio } from './whole-audio.ts'

const limits = { jitterMs: 20, absentAfterMs: 750, mostSilenceMs: 2_000, waitMs: 100, mostAhead: 5 }
/** As the wire has it: all frames come in the same memory. */
const wire = Buffer.alloc(216)
const sound = (n: number) => new PassingAudio(wire, 0, wire.write(Buffer.alloc(160, n).toString('base64')))

/** Frames are sounded 1, 2, 3 …; in what came out, a number is a frame and `-ms` is silence. */
function stream() {
  const out: number[] = []
  const flaws: Partial<Record<AudioFlaw, number>> = {}
  const audio = new WholeAudio(
    limits,
    (told) => {
      const bytes = Buffer.from(told.text(), 'base64')
      out.push(bytes[0] === 0xff ? -bytes.length / 8 : (bytes[0] ?? 0))
      assert.ok(bytes.every((byte) => byte === bytes[0]))
    },
    (what, count) => {
      flaws[what] = (flaws[what] ?? 0) + count
    },
  )
  const frame = (n: number, { chunk, timestampMs = (n - 1) * 20, atMs = timestampMs }: Partial<At> = {}) =>
    audio.take({ event: 'media', streamSid: 's', chunk: chunk ?? n, timestampMs, audio: sound(n) }, atMs)
  return { audio, out, flaws, frame }
}
interface At {
  readonly chunk: number
  readonly timestampMs: number
  readonly atMs: number
}

describe('the caller’s audio', () => {
  it('passes unchanged where nothing is wrong, however the clocks jitter', () => {
    const { frame, out, flaws } = stream()
    for (let n = 1; n <= 100; n++) frame(n, { timestampMs: (n - 1) * 20 + ((n * 13) % 22) - 9 })
    assert.deepEqual(
      out,
      [...Array(100).keys()].map((i) => i + 1),
    )
    assert.deepEqual(flaws, {})
  })

  it('has silence where the timestamps jump', () => {
    const { frame, out, flaws } = stream()
    frame(1)
    frame(2, { timestampMs: 420 })
    frame(3, { timestampMs: 440 })
    assert.deepEqual(out, [1, -400, 2, 3])
    assert.deepEqual(flaws, { 'caller-audio-filled-ms': 400 })
  })

  it('loses nothing to many small slips', () => {
    const { frame, out } = stream()
    for (let n = 1; n <= 9; n++) frame(n, { timestampMs: (n - 1) * 25 })
    assert.deepEqual(out, [1, 2, 3, 4, -20, 5, 6, 7, 8, -20, 9])
  })

  it('holds no more silence than ends a turn, however far the timestamps jump', () => {
    const { frame, out } = stream()
    frame(1)
    frame(2, { timestampMs: 3_600_000 })
    frame(3, { timestampMs: 3_600_020 })
    assert.deepEqual(out, [1, -2_000, 2, 3])
  })

  it('goes on in silence when the frames stop, in real time and for a while', () => {
    const { frame, audio, out } = stream()
    frame(1, { atMs: 0 })
    const silentMs = () => -out.filter((each) => each < 0).reduce((sum, each) => sum + each, 0)
    for (let atMs = 100; atMs <= 10_000; atMs += 100) {
      audio.tick(atMs)
      assert.ok(silentMs() <= atMs)
      assert.ok(atMs < 750 ? silentMs() === 0 : silentMs() >= Math.min(atMs - 100, 2_000), `${silentMs()} at ${atMs}`)
    }
    assert.equal(silentMs(), 2_000)
    frame(2, { timestampMs: 10_000 })
    assert.equal(silentMs(), 2_000, 'the jump behind an absence is the same absence')
  })

  it('is not filled twice: what silence stood for already is not missing any more', () => {
    const { frame, audio, out } = stream()
    frame(1, { atMs: 0 })
    audio.tick(1_000)
    frame(2, { timestampMs: 1_220, atMs: 1_220 })
    assert.deepEqual(out, [1, -1_000, -200, 2])
  })

  it('drops what comes twice', () => {
    const { frame, out, flaws } = stream()
    for (const n of [1, 2, 2, 1, 3]) frame(n)
    assert.deepEqual(out, [1, 2, 3])
    assert.deepEqual(flaws, { 'caller-audio-repeated': 2 })
  })

  it('is put in order', () => {
    const { frame, out, flaws } = stream()
    for (const n of [1, 3, 4, 4, 2, 5]) frame(n, { atMs: 0 })
    assert.deepEqual(out, [1, 2, 3, 4, 5])
    assert.deepEqual(flaws, { 'caller-audio-repeated': 1, 'caller-audio-reordered': 2 })
  })

  it('waits a moment for what is missing, and then has silence there', () => {
    const { frame, audio, out, flaws } = stream()
    frame(1, { atMs: 0 })
    frame(3, { atMs: 40 })
    audio.tick(100)
    assert.deepEqual(out, [1])
    audio.tick(140)
    assert.deepEqual(out, [1, -20, 3])
    frame(2, { atMs: 150 })
    frame(4, { atMs: 160 })
    assert.deepEqual(out, [1, -20, 3, 4])
    assert.equal(flaws['caller-audio-missing'], 1)
    for (let n = 6; n <= 11; n++) frame(n, { atMs: 200 })
    assert.deepEqual(out.slice(4), [-20, 6, 7, 8, 9, 10, 11], 'behind so many it is not waited for')
  })

  it('goes on when the carrier counts anew, counts not at all, or sets its clock back', () => {
    const { frame, out, audio } = stream()
    frame(1)
    frame(2, { chunk: 1, timestampMs: 20 })
    frame(3, { chunk: 1, timestampMs: 40 })
    audio.take({ event: 'media', streamSid: 's', chunk: undefined, timestampMs: 60, audio: sound(4) }, 60)
    audio.take({ event: 'media', streamSid: 's', chunk: undefined, timestampMs: 60, audio: sound(4) }, 60)
    assert.deepEqual(out, [1, 2, 3, 4])
  })
})

describe('silence', () => {
  it('is 0xFF in base64, of any length', () => {
    for (const ms of [1, 2, 3, 20, 399]) assert.equal(silence(ms), Buffer.alloc(ms * 8, 0xff).toString('base64'))
  })
})
