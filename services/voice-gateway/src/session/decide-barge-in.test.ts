import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  begins,
  callerSpeaks,
  commits,
  ends,
  given,
  hears,
  opened,
  sentPiece,
  starts,
  stops,
  toolCall,
  voice,
  voiced,
  words,
} from './testing/given.ts'

/** The agent says a sentence of one second, of which half a second was heard, and the model is not through. */
const speaking = given(...opened, ...callerSpeaks()).when(
  starts('r1'),
  voice('r1', 1_000),
  words('r1', 'one two three four'),
  sentPiece('0.1', 'r1-item', 250),
  sentPiece('0.2', 'r1-item', 250),
  sentPiece('0.3', 'r1-item', 250),
  hears('0.1'),
  hears('0.2'),
)
const begun = speaking.when(begins('u2'))
/** Our own ear has heard enough, ten milliseconds after the last mark. */
const objects = voiced(500)

describe('a caller who interrupts', () => {
  it('is not believed before there is enough voice', () => {
    assert.deepEqual(begun.done, ['set-timer'])
    assert.deepEqual(begun.when(voiced(400)).effects, [])
    assert.equal(begun.when(voiced(500)).the('clear').length, 1)
    const heardEarlier = speaking.when(voiced(500)).when(begins('u2'))
    assert.equal(heardEarlier.the('clear').length, 1)
  })

  it('stops the playback, the response, and unsays what was not heard, in this order', () => {
    const stopped = begun.when(objects)
    assert.deepEqual(stopped.done, ['clear', 'stop-speech', 'journal utterance', 'journal barge-in'])
    const [stop] = stopped.the('stop-speech')
    assert.deepEqual(stop, { do: 'stop-speech', cancelResponse: true, heard: [{ itemId: 'r1-item', heardMs: 520 }] })
    assert.equal(stopped.journalled('utterance')[0]?.text, 'one two')
    assert.equal(stopped.journalled('utterance')[0]?.cutOff, true)
    assert.deepEqual(stopped.journalled('barge-in'), [{ kind: 'barge-in', itemId: 'r1-item', heardMs: 520 }])
  })

  it('unsays items of which nothing was heard from their beginning', () => {
    const two = speaking.when(voice('r1', 300, 'second'), begins('u2'), objects)
    assert.deepEqual(two.the('stop-speech')[0]?.heard, [
      { itemId: 'r1-item', heardMs: 530 },
      { itemId: 'second', heardMs: 0 },
    ])
  })

  it('cancels nothing when the response was complete, and still unsays', () => {
    const stopped = speaking.when(ends('r1'), begins('u2'), objects)
    assert.deepEqual(stopped.the('stop-speech')[0]?.cancelResponse, false)
    assert.deepEqual(stopped.the('stop-speech')[0]?.heard.length, 1)
  })

  it('takes no echo that the clear caused for hearing, and plays nothing that arrives late', () => {
    const after = begun.when(objects).when(hears('0.3'))
    assert.deepEqual(after.effects, [])
    assert.deepEqual(after.when(voice('r1', 100)).effects, [])
    const newItem = after.when(voice('r1', 100, 'unseen'))
    assert.deepEqual(newItem.effects, [
      { do: 'stop-speech', cancelResponse: false, heard: [{ itemId: 'unseen', heardMs: 0 }] },
    ])
    assert.deepEqual(newItem.when(voice('r1', 100, 'unseen')).effects, [])
  })

  it('is answered only when the cancelled response is over', () => {
    const said = begun.when(objects, voiced(2_000), stops('u2'), commits('u2'))
    assert.deepEqual(said.the('respond'), [])
    assert.equal(said.when(ends('r1', 'cancelled')).the('respond').length, 1)
  })

  it('stops at once a response that has not spoken yet', () => {
    const thinking = given(...opened, ...callerSpeaks())
    const stopped = thinking.when(begins('u2'))
    assert.deepEqual(stopped.effects, [{ do: 'stop-speech', cancelResponse: true, heard: [] }])
    const later = stopped.when(stops('u2'), commits('u2'), starts('r1'))
    assert.deepEqual(later.the('respond'), [])
    assert.equal(later.when(ends('r1', 'cancelled')).the('respond').length, 1)
  })

  it('makes sure that a tool asked for in the same breath is not run', () => {
    const call = toolCall('c1', 'findAvailability', { date: '2026-11-24', service: 'Check-up' })
    const cancelled = begun.when(objects, ends('r1', 'cancelled', [call]))
    assert.deepEqual([cancelled.the('ask-tool'), cancelled.the('answer-tool')], [[], []])
    const tooLate = begun.when(objects, ends('r1', 'completed', [call]))
    assert.deepEqual(tooLate.the('ask-tool'), [])
    assert.match(tooLate.the('answer-tool')[0]?.output ?? '', /not_run/)
  })
})
