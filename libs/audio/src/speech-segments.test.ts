import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FRAME_MS, FRAME_SAMPLES } from './mulaw.ts'
import { SpeechDetector, type SpeechEdge } from './speech-detector.ts'
import { speechSegments } from './speech-segments.ts'

type Piece = { ms: number; db: number }

/** A buzz that swells and ebbs four times a second, as syllables do, over a steady hiss. */
function audio(pieces: Piece[], hissDb = -120): Int16Array {
  let seed = 7
  const noise = () => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return seed / 0x40000000 - 1
  }
  return Int16Array.from(
    pieces.flatMap(({ ms, db }) =>
      Array.from({ length: ms * 8 }, (_, i) => {
        const buzz = Math.SQRT2 * 10 ** (db / 20) * Math.sin(i / 6) * (0.6 + 0.4 * Math.cos((i * 8 * Math.PI) / 8000))
        return Math.round(32767 * (buzz + Math.sqrt(3) * 10 ** (hissDb / 20) * noise()))
      }),
    ),
  )
}

const speech = (ms: number, db = -20): Piece => ({ ms, db })
const silence = (ms: number): Piece => ({ ms, db: -200 })

function near(actual: number, expected: number, allowedMs = 40): void {
  assert.ok(Math.abs(actual - expected) <= allowedMs, `${actual} is not within ${allowedMs} of ${expected}`)
}

test('utterances are found with their pads, and short pauses stay inside', () => {
  const found = speechSegments(
    audio([silence(1000), speech(800), silence(200), speech(500), silence(1500), speech(600), silence(300)]),
  )
  assert.equal(found.length, 2)
  near(found[0]?.startMs as number, 900)
  near(found[0]?.endMs as number, 2600)
  near(found[1]?.startMs as number, 3900)
  near(found[1]?.endMs as number, 4700)
})

test('steady hiss is not speech, and speech over it is', () => {
  assert.deepEqual(speechSegments(audio([silence(6000)], -42)), [])
  const found = speechSegments(audio([silence(2000), speech(1000), silence(2000)], -42))
  assert.equal(found.length, 1)
  near(found[0]?.startMs as number, 1900, 60)
  near(found[0]?.endMs as number, 3100, 60)
})

test('hiss that sets in during the call is taken for speech no longer than the floor takes to settle', () => {
  const quiet = audio([silence(3000)])
  const hiss = audio([silence(12_000)], -42)
  const found = speechSegments(Int16Array.from([...quiet, ...hiss]))
  assert.ok(found.length <= 1 && (found[0]?.endMs ?? 0) < 7800, JSON.stringify(found))
})

test('a click is not speech and a short word is', () => {
  assert.deepEqual(speechSegments(audio([silence(500), speech(40), silence(500)])), [])
  assert.equal(speechSegments(audio([silence(500), speech(180), silence(500)])).length, 1)
})

test('quiet and loud talkers are both found', () => {
  for (const db of [-36, -30, -10]) {
    assert.equal(speechSegments(audio([silence(500), speech(700, db), silence(900)])).length, 1, `${db} dB`)
  }
})

test('an utterance that runs to the end of the recording is kept', () => {
  const found = speechSegments(audio([silence(400), speech(700)]))
  near(found[0]?.endMs as number, 1100)
})

test('a monologue is cut at its quietest place', () => {
  const found = speechSegments(audio([speech(7000), silence(250), speech(6000)]), { maxMs: 8000, padMs: 0 })
  assert.equal(found.length, 2)
  near(found[0]?.endMs as number, 7125, 130)
  assert.ok(found.every(({ startMs, endMs }) => endMs - startMs <= 8000))
  assert.equal(found[0]?.endMs, found[1]?.startMs)
})

test('pads never overlap', () => {
  const found = speechSegments(audio([speech(500), silence(600), speech(500)]), { padMs: 500 })
  assert.equal(found.length, 2)
  assert.ok((found[0]?.endMs as number) <= (found[1]?.startMs as number))
})

test('nothing in, nothing out', () => {
  assert.deepEqual(speechSegments(new Int16Array(0)), [])
  assert.deepEqual(speechSegments(new Int16Array(80)), [])
})

test('the detector tells a start and a stop with the times at which they happened', () => {
  const detector = new SpeechDetector({ minSpeechMs: 100, minSilenceMs: 300 })
  const told: (SpeechEdge & { toldMs: number })[] = []
  const levels = [...Array(25).fill(-100), ...Array(20).fill(-20), ...Array(40).fill(-100)]
  for (const level of levels) {
    const edge = detector.feedLevel(level)
    if (edge) told.push({ ...edge, toldMs: detector.heardMs })
  }
  assert.deepEqual(told, [
    { kind: 'started', atMs: 500, toldMs: 600 },
    { kind: 'stopped', atMs: 900, toldMs: 1200 },
  ])
  assert.equal(detector.speaking, false)
  assert.equal(detector.quietMs, 800)
})

test('the detector takes mu-law frames', () => {
  const detector = new SpeechDetector()
  const loud = new Uint8Array(FRAME_SAMPLES).map((_, i) => (i & 8 ? 0x90 : 0x10))
  const edges = Array.from({ length: 10 }, () => detector.feed(loud)).filter((edge) => edge !== undefined)
  assert.deepEqual(edges, [{ kind: 'started', atMs: 0 }])
  assert.equal(detector.heardMs, 10 * FRAME_MS)
})
