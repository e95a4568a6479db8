import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  answers,
  begins,
  callerSaid,
  callerSpeaks,
  ends,
  given,
  lost,
  opened,
  ready,
  starts,
  succeeded,
  timer,
  toolCall,
  voice,
} from './testing/given.ts'

const isReady = { kind: 'successor-ready' } as const

describe('a model session that grows old', () => {
  it('is watched from its beginning, and replaced at a quiet moment by one that knows the call', () => {
    const opening = given(...opened).when(timer('rotate'))
    assert.deepEqual(opening.done, ['open-successor'])
    const adopted = opening.when(isReady)
    assert.deepEqual(adopted.done, ['adopt-successor', 'journal noted', 'journal session-started'])
    assert.equal(adopted.state.session, 2)
    assert.equal(adopted.watches.rotate, 55 * 60_000)
    assert.equal(adopted.state.connection.is, 'ready')
  })

  it('is kept while somebody speaks, something is owed, or a tool runs', () => {
    const asks = [toolCall('c1', 'findAvailability', { date: '2026-11-24', service: 'Check-up' })]
    const owes = given(...opened, ...callerSpeaks(), callerSaid('Hello')).when(timer('rotate'))
    assert.deepEqual(owes.the('open-successor'), [])
    const speaks = owes.when(starts('r1'), voice('r1', 500))
    assert.deepEqual(speaks.the('open-successor'), [])
    const tool = given(...opened, ...callerSpeaks(), callerSaid('Hello')).when(
      timer('rotate'),
      starts('r1'),
      ends('r1', 'completed', asks),
    )
    assert.deepEqual(tool.the('open-successor'), [])
    const after = tool.when(answers('c1', succeeded()), starts('r2'), ends('r2'))
    assert.equal(after.the('open-successor').length, 1)
  })

  it('is kept until the words of what was said are there: the successor would not know of them', () => {
    const wordless = given(...opened, ...callerSpeaks()).when(starts('r1'), ends('r1'), timer('rotate'))
    assert.deepEqual(wordless.the('open-successor'), [])
    assert.equal(wordless.when(callerSaid('Hello')).the('open-successor').length, 1)
  })

  it('is kept when the caller speaks before its successor is ready, which is let go', () => {
    const opening = given(...opened).when(timer('rotate'))
    const spoken = opening.when(begins('u1'))
    assert.equal(spoken.the('drop-successor').length, 1)
    assert.deepEqual(spoken.when(isReady).the('adopt-successor'), [])
  })

  it('is kept when there is no successor to be had, for a while', () => {
    const failed = given(...opened).when(timer('rotate'), { kind: 'successor-ended' })
    assert.equal(failed.watches.rotate, 30_000)
    assert.equal(failed.when(timer('rotate')).the('open-successor').length, 1)
  })

  it('that is lost meanwhile is replaced like any other', () => {
    const replaced = given(...opened).when(timer('rotate'), lost, ready)
    assert.equal(replaced.watches.rotate, 55 * 60_000)
    assert.equal(replaced.state.rotation, 'not-due')
    assert.deepEqual(replaced.when(isReady).the('adopt-successor'), [])
  })
})
