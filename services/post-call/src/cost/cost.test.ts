import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pricesOn } from '@frontdesk/prices'
import { type Consumption, costOf, knownMicros, transcribedSeconds } from './cost.ts'
import { regionOf } from './region.ts'
import { smsSegments } from './sms-segments.ts'

const prices = pricesOn('2026-11-23T10:00:00.000Z')
const nothing: Consumption = {
  model: [],
  transcribed: undefined,
  called: '+14155550100',
  callMinutes: 0,
  streamMinutes: 0,
  handOff: undefined,
  recordingMinutes: 0,
  messages: [],
}
const costs = (consumed: Partial<Consumption>) => costOf({ ...nothing, ...consumed }, prices)

const response = {
  total_tokens: 3_600,
  input_tokens: 3_000,
  output_tokens: 600,
  input_token_details: {
    text_tokens: 2_000,
    audio_tokens: 1_000,
    image_tokens: 0,
    cached_tokens: 1_500,
    cached_tokens_details: { text_tokens: 1_280, audio_tokens: 220, image_tokens: 0 },
  },
  output_token_details: { text_tokens: 100, audio_tokens: 500 },
}

describe('the cost of a call', () => {
  test('of a response is its fresh, its cached and its spoken tokens, each at its own price', () => {
    const { totalMicros, parts } = costs({ model: [{ model: 'gpt-realtime-2.1', usage: response }] })
    assert.deepEqual(
      parts.map(({ what, quantity, micros }) => [what, quantity, micros]),
      [
        // (2,000 - 1,280) x 4.00, 1,280 x 0.40, (1,000 - 220) x 32.00, 220 x 0.40; 100 x 24.00, 500 x 64.00
        ['gpt-realtime-2.1: text in', 720, 2_880],
        ['gpt-realtime-2.1: text in, cached', 1_280, 512],
        ['gpt-realtime-2.1: audio in', 780, 24_960],
        ['gpt-realtime-2.1: audio in, cached', 220, 88],
        ['gpt-realtime-2.1: text out', 100, 2_400],
        ['gpt-realtime-2.1: audio out', 500, 32_000],
      ],
    )
    assert.equal(totalMicros, 62_840)
    assert.ok(parts.every(({ pricesOf }) => pricesOf === '2026-11-22'))
  })

  test('adds up the responses of a model before it rounds', () => {
    const usage = { input_token_details: { text_tokens: 1 }, output_token_details: {} }
    const model = Array.from({ length: 3 }, () => ({ model: 'gpt-realtime-2.1-mini', usage }))
    assert.equal(costs({ model }).totalMicros, 2, '3 x 0.60')
  })

  test('counts cached tokens of an untold kind as fresh', () => {
    const usage = {
      input_token_details: { text_tokens: 100, audio_tokens: 0, cached_tokens: 50 },
      output_token_details: {},
    }
    assert.equal(costs({ model: [{ model: 'gpt-realtime-2.1', usage }] }).totalMicros, 400)
  })

  test('of an American call of 61 seconds: two minutes of telephone, stream and recording', () => {
    const cost = costs({
      callMinutes: 2,
      streamMinutes: 2,
      recordingMinutes: 2,
      transcribed: { model: 'gpt-transcribe', seconds: 40 },
    })
    // 40 s of 0.0045 $/min, 2 x 0.0085, 2 x 0.0044, 2 x 0.0025
    assert.deepEqual(
      cost.parts.map(({ micros }) => micros),
      [3_000, 17_000, 8_800, 5_000],
    )
    assert.equal(cost.totalMicros, 33_800)
    assert.equal(transcribedSeconds(cost), 40)
  })

  test('is unknown as a whole when one price is, and what is known is told besides', () => {
    const cost = costs({
      called: '+493056790000',
      callMinutes: 2,
      streamMinutes: 2,
      messages: [{ to: '+4915112345678', segments: 1 }],
    })
    assert.equal(cost.totalMicros, null)
    assert.deepEqual(
      cost.parts.map(({ what, micros, pricesOf }) => [what, micros, pricesOf]),
      [
        ['carrier: call', null, null],
        ['carrier: media stream', 8_800, '2026-11-22'],
        ['carrier: SMS', null, null],
      ],
    )
    assert.equal(knownMicros(cost.parts), 8_800)
  })

  test('knows no price of an unknown model, of usage told in another way, and of a message nobody tells of', () => {
    for (const consumed of [
      { model: [{ model: 'gpt-live-1', usage: response }] },
      { model: [{ model: 'gpt-realtime-2.1', usage: { total_tokens: 12 } }] },
      { messages: [null] },
      { handOff: { to: undefined, minutes: 3 } },
    ])
      assert.equal(costs(consumed).totalMicros, null)
  })

  test('tells the transcription of callers during the call apart', () => {
    const usage = { type: 'duration', seconds: 60 }
    const cost = costs({
      model: [{ model: 'gpt-transcribe', usage }],
      transcribed: { model: 'gpt-transcribe', seconds: 30 },
    })
    assert.deepEqual(
      cost.parts.map(({ what, quantity, micros }) => [what, quantity, micros]),
      [
        ['gpt-transcribe: transcription', 1, 4_500],
        ['gpt-transcribe: transcription of the recording', 0.5, 2_250],
      ],
    )
  })

  test('of nothing is nothing', () => assert.deepEqual(costs({}), { totalMicros: 0, parts: [] }))
})

test('a number is priced by where it lies, and +1 is not always the United States', () => {
  const regions = ['+14155550100', '+18005550100', '+16045550100', '+18765550100', '+61255501234', '+493056790000']
  assert.deepEqual(regions.map(regionOf), ['us-local', 'us-toll-free', undefined, undefined, 'au', undefined])
})

test('a text is sent in as many messages as its alphabet allows', () => {
  const cases: [string, number][] = [
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['ü'.repeat(160), 1],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    // A pair of places is not torn: 76 signs of the euro in 153 places.
    ['€'.repeat(152), 2],
    ['€'.repeat(153), 3],
    ['ж'.repeat(70), 1],
    ['ж'.repeat(71), 2],
    [`${'a'.repeat(69)}😀`, 2],
    ['😀'.repeat(35), 1],
    ['😀'.repeat(66), 2],
    ['😀'.repeat(67), 3],
  ]
  for (const [body, segments] of cases) assert.equal(smsSegments(body), segments, `${body.length} of ${body[0]}`)
})
