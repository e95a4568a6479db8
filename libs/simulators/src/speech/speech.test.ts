import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMulaw, levelDb, SILENCE_DB } from '@frontdesk/audio/mulaw'
import { speechSegments } from '@frontdesk/audio/speech-segments'
import { createSpeech, type VoiceName, voices } from './speech.ts'
import { speechLevelDb } from './telephone-audio.ts'

const sentences = {
  en: 'Hello, I would like to book an appointment for next Tuesday at ten, please.',
  de: 'Guten Tag, ich möchte gerne einen Termin am nächsten Dienstag um zehn Uhr, größer als fünf Minuten.',
}
const names = Object.keys(voices) as VoiceName[]

test('every voice speaks, at the level of a telephone, without silence around it', async () => {
  await using speech = await createSpeech()
  for (const voice of names) {
    const mulaw = await speech.speak(sentences[voices[voice].language], voice)
    const samples = decodeMulaw(mulaw)
    const seconds = samples.length / 8000
    assert.ok(seconds > 3 && seconds < 8, `${voice}: ${seconds} s`)
    assert.ok(Math.abs(speechLevelDb(samples) + 20) < 1, `${voice}: ${speechLevelDb(samples)} dB`)
    const segments = speechSegments(samples, { padMs: 0 })
    assert.ok((segments[0]?.startMs as number) <= 60, voice)
    assert.ok(seconds * 1000 - (segments.at(-1)?.endMs as number) <= 200, voice)
  }
})

test('nothing of it lies where a telephone carries nothing, and nothing clips', async () => {
  await using speech = await createSpeech()
  const samples = decodeMulaw(await speech.speak(sentences.en, 'agent-en'))
  assert.ok(samples.every((sample) => Math.abs(sample) < 32000))
})

test('caller and agent of one language are clearly apart in pitch', async () => {
  await using speech = await createSpeech()
  for (const language of ['en', 'de'] as const) {
    const agent = pitchHz(decodeMulaw(await speech.speak(sentences[language], `agent-${language}`)))
    const caller = pitchHz(decodeMulaw(await speech.speak(sentences[language], `caller-${language}`)))
    assert.ok(agent / caller > 1.25, `${language}: agent ${agent} Hz, caller ${caller} Hz`)
  }
})

test('the same text in the same voice is the same audio, rendered once', async () => {
  await using speech = await createSpeech()
  const [first, second] = await Promise.all([
    speech.speak('Yes, please.', 'agent-en'),
    speech.speak('Yes, please.', 'agent-en'),
  ])
  assert.equal(first, second)
  assert.equal(await speech.speak('Yes, please.', 'agent-en'), first)
  assert.notEqual(await speech.speak('Yes, please.', 'caller-en'), first)
})

test('short words, markup and symbols are spoken', async () => {
  await using speech = await createSpeech()
  for (const text of ['Yes.', 'A < B & C > D', '10 %, "quoted"', '<speed level="20">slow']) {
    const mulaw = await speech.speak(text, 'caller-en')
    assert.ok(levelDb(mulaw) > SILENCE_DB && mulaw.length > 1600 && mulaw.length < 80_000, `${text}: ${mulaw.length}`)
  }
})

test('what cannot be spoken is refused, and the next text is spoken', async () => {
  await using speech = await createSpeech()
  await assert.rejects(speech.speak('', 'agent-en'), /nothing to speak/)
  await assert.rejects(speech.speak(' ... ?! ', 'agent-en'), /nothing to speak/)
  await assert.rejects(speech.speak('x'.repeat(40_000), 'agent-en'), /40000 bytes/)
  assert.ok((await speech.speak('Yes.', 'agent-en')).length > 0)
})

test('rendering is many times faster than speaking', async () => {
  await using speech = await createSpeech()
  await speech.speak('Warming up.', 'agent-en')
  const started = performance.now()
  const mulaw = await speech.speak(sentences.en, 'agent-en')
  const spokenMs = mulaw.length / 8
  assert.ok(performance.now() - started < spokenMs / 4)
})

test('whoever waits when the speech is disposed of hears of it', async () => {
  const speech = await createSpeech()
  const waiting = speech.speak(sentences.en, 'agent-en')
  const told = assert.rejects(waiting, /has stopped/)
  await speech[Symbol.asyncDispose]()
  await told
  await assert.rejects(speech.speak('Yes.', 'agent-en'), /has stopped/)
})

/** The median over voiced frames of where the autocorrelation peaks between 70 and 350 Hz. */
function pitchHz(samples: Int16Array): number {
  const found: number[] = []
  for (let at = 0; at + 640 < samples.length; at += 400) {
    const frame = Float64Array.from(samples.subarray(at, at + 640))
    const energy = correlation(frame, 0)
    const lags = Array.from({ length: 92 }, (_, i) => i + 23)
    const best = lags.reduce((a, b) => (correlation(frame, b) > correlation(frame, a) ? b : a))
    if (energy > 640 * 500 ** 2 && correlation(frame, best) > 0.5 * energy) found.push(8000 / best)
  }
  return found.sort((a, b) => a - b)[Math.floor(found.length / 2)] as number
}

function correlation(frame: Float64Array, lag: number): number {
  let sum = 0
  for (let i = 0; i + lag < frame.length; i++) sum += (frame[i] as number) * (frame[i + lag] as number)
  return sum
}
