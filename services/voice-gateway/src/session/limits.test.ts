import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pricesOn } from '@frontdesk/prices'
import { spentBefore } from './limits.ts'
import {
  attached,
  callerSpeaks,
  ends,
  given,
  hears,
  lost,
  opened,
  prepared,
  rules,
  sentPiece,
  starts,
  timer,
  voice,
} from './testing/given.ts'

/** The model's usage of so many US dollars: at 64 of them for a million tokens of audio. */
const usage = (usd: number) =>
  ({
    kind: 'model',
    event: {
      kind: 'usage',
      model: 'gpt-realtime-2.1',
      usage: { input_token_details: {}, output_token_details: { audio_tokens: (usd * 1_000_000) / 64 } },
    },
  }) as const

describe('a call that lasts as long as it may', () => {
  it('is told so behind what is being said, and then falls back', () => {
    assert.deepEqual(given(prepared, attached).watches['longest-call'], rules.limits.longestCallMs - 20)
    const speaking = given(...opened, ...callerSpeaks()).when(starts('r1'), voice('r1', 500))
    const reached = speaking.when(timer('longest-call'))
    assert.deepEqual(reached.journalled('noted'), [{ kind: 'noted', what: 'limit-longest-call' }])
    assert.deepEqual(reached.the('say'), [], 'one response at a time')
    const told = reached.when(ends('r1'))
    assert.match(told.the('say')[0]?.instructions ?? '', /cannot talk with you any longer/)
    const over = told.when(
      ...[sentPiece('1', 'r1-item', 500), hears('1'), starts('r2'), voice('r2', 100)],
      ...[ends('r2'), sentPiece('2', 'r2-item', 100), hears('2')],
    )
    assert.deepEqual(over.the('end')[0]?.end, { end: 'limit', limit: 'longest-call', language: 'en' })
  })

  it('falls back at once when there is no model to say it', () => {
    const over = given(...opened).when(lost, timer('longest-call'))
    assert.equal(over.the('end')[0]?.end.end, 'limit')
  })

  it('answers nothing more that the caller says meanwhile, and waits for its last words no longer than for others', () => {
    const reached = given(...opened).when(timer('longest-call'))
    assert.deepEqual(reached.when(starts('r1'), ...callerSpeaks('u9'), ends('r1')).the('respond'), [])
    assert.equal(reached.when(timer('goodbye')).the('end')[0]?.end.end, 'limit')
  })
})

describe('a call that costs as much as it may', () => {
  it('falls back as soon as it does', () => {
    const before = given(...opened).when(usage(6))
    assert.deepEqual(before.the('say'), [])
    assert.equal(before.state.spent.micros, 6_000_000)
    const after = before.when(usage(4))
    assert.match(after.the('say')[0]?.instructions ?? '', /any longer/)
  })

  it('has usage without a known price counted apart, and told once', () => {
    const unknown = {
      kind: 'model',
      event: { kind: 'usage', model: 'gpt-live-1', usage: { total_tokens: 9 } },
    } as const
    const once = given(...opened).when(unknown)
    assert.deepEqual(once.journalled('noted'), [{ kind: 'noted', what: 'price-unknown' }])
    assert.deepEqual(once.when(unknown).journalled('noted'), [])
    assert.deepEqual(once.when(unknown).state.spent, { micros: 0, unpriced: 2 })
  })

  it('counts what it had cost before its session was lost', () => {
    const { event } = usage(2)
    const entry = { kind: 'usage', at: '2026-11-22T18:00:00.000Z', model: event.model, usage: event.usage } as const
    assert.deepEqual(spentBefore([entry, entry], pricesOn('2026-11-22')), { micros: 4_000_000, unpriced: 0 })
  })
})
