import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  answers,
  begins,
  callerSpeaks,
  commits,
  ends,
  type Given,
  given,
  hears,
  opened,
  sentPiece,
  starts,
  stopped,
  stops,
  succeeded,
  toolCall,
  voice,
} from './testing/given.ts'

const timings = (of: Given) => of.journalled('turn-timing')
/** Each thing happens ten milliseconds after the one before. */
const asked = () => given(...opened).when(...callerSpeaks())

describe('the time of a turn', () => {
  it('is told once the first of the answer was heard, hop by hop on one clock', () => {
    const playing = asked()
      .later(200)
      .when(starts('r1'))
      .later(300)
      .when(voice('r1', 100))
      .when(sentPiece('0.1', 'r1-item', 100))
    assert.deepEqual(timings(playing), [])
    const heard = playing.later(90).when(hears('0.1'))
    assert.deepEqual(timings(heard), [
      {
        kind: 'turn-timing',
        itemId: 'u1',
        ms: 1_140,
        hops: { notice: 500, begin: 220, tools: 0, voice: 310, send: 10, hear: 100 },
      },
    ])
    assert.deepEqual(timings(heard.when(hears('0.1'))), [])
  })

  it('holds the tools that the answer waited for', () => {
    const waiting = asked()
      .when(starts('r1'))
      .later(100)
      .when(ends('r1', 'completed', [toolCall('c1', 'findAvailability', { date: '2026-11-24', service: 'Check-up' })]))
    const playing = waiting
      .later(400)
      .when(answers('c1', succeeded()))
      .when(starts('r2'), voice('r2', 100), sentPiece('0.1', 'r2-item', 100))
    const [timing] = timings(playing.when(hears('0.1')))
    assert.deepEqual(timing?.hops, { notice: 500, begin: 20, tools: 410, voice: 130, send: 10, hear: 10 })
  })

  it('does not take for the answer what was being said when the caller had finished', () => {
    const overlapping = given(...opened).when(starts('r1'), voice('r1', 100), ...callerSpeaks())
    const late = overlapping.when(voice('r1', 100, 'late'), sentPiece('0.1', 'late', 100)).when(hears('0.1'))
    assert.deepEqual(timings(late), [])
  })

  it('ends where it came to when the caller says the next thing, or the call is over', () => {
    const next = asked().when(starts('r1')).when(begins('u2'), stops('u2')).when(commits('u2'))
    assert.deepEqual(timings(next), [{ kind: 'turn-timing', itemId: 'u1', ms: 520, hops: { notice: 500, begin: 20 } }])
    assert.deepEqual(timings(next.when(stopped)), [
      { kind: 'turn-timing', itemId: 'u2', ms: 500, hops: { notice: 500 } },
    ])
  })

  it('sums its hops to the whole, whatever fractions of a millisecond the clock told', () => {
    for (const offMs of [0.2, 0.4, 0.5, 0.6, 0.9]) {
      const heard = asked()
        .later(offMs)
        .when(starts('r1'))
        .later(offMs)
        .when(voice('r1', 100))
        .later(offMs)
        .when(sentPiece('0.1', 'r1-item', 100))
        .later(offMs)
        .when(hears('0.1'))
      const [timing] = timings(heard)
      assert.ok(timing)
      assert.equal(
        Object.values(timing.hops).reduce((sum, ms) => sum + ms, 0),
        timing.ms,
      )
    }
  })
})
