import assert from 'node:assert/strict'
import { it } from 'node:test'
import { callerSpeaks, ends, given, hears, opened, sentPiece, starts, voice, words } from './testing/given.ts'

it('a sentence under way is kept each time that a further second of it was heard', () => {
  let so = given(...opened, ...callerSpeaks()).when(starts('r1'), voice('r1', 3_000), words('r1', 'one two three four'))
  const kept: unknown[] = []
  for (const mark of ['0.1', '0.2', '0.3', '0.4', '0.5', '0.6']) {
    so = so.when(sentPiece(mark, 'r1-item', 500)).when(hears(mark))
    kept.push(so.journalled('speaking').map(({ itemId, text, heardMs }) => [itemId, text, heardMs]))
  }
  assert.deepEqual(kept, [
    [],
    [['r1-item', 'one', 1_000]],
    [],
    [['r1-item', 'one two', 2_000]],
    [],
    [['r1-item', 'one two three four', 3_000]],
  ])
  const whole = so.when(ends('r1'))
  assert.deepEqual([whole.journalled('speaking').length, whole.journalled('utterance').length], [0, 1])
})
