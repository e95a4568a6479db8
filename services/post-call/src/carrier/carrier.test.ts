import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CarrierRecording, settled } from './carrier.ts'

const recording = (sid: string, state: CarrierRecording['state'], durationMs = 0) => ({ sid, state, durationMs })

test('a call’s recording is pending until all of them have ended, and then the longest that completed', () => {
  assert.deepEqual(settled([]), { state: 'pending' })
  assert.deepEqual(settled([recording('a', 'completed'), recording('b', 'pending')]), { state: 'pending' })
  const two = [recording('a', 'completed', 1), recording('b', 'completed', 2), recording('c', 'failed')]
  assert.deepEqual(settled(two), { state: 'completed', sid: 'b' })
  assert.deepEqual(settled([recording('a', 'absent'), recording('b', 'failed')]), { state: 'failed' })
  assert.deepEqual(settled([recording('a', 'absent')]), { state: 'absent' })
})
