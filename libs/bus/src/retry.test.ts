import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Undeliverable } from './bus.ts'
import { afterFailure, reasonOf } from './retry.ts'

const policy = { maxAttempts: 5, minBackoffMs: 100, maxBackoffMs: 300 }
const failed = new Error('no')

describe('after a failure', () => {
  test('the wait doubles from the least to the most', () => {
    const waits = [1, 2, 3, 4].map((attempt) => afterFailure(policy, attempt, failed, 0))
    assert.deepEqual(
      waits,
      [100, 200, 300, 300].map((delayMs) => ({ next: 'retry', delayMs })),
    )
  })

  test('jitter takes away at most a quarter', () => {
    assert.deepEqual(afterFailure(policy, 1, failed, 0.999), { next: 'retry', delayMs: 75 })
  })

  test('the last try leads to the dead letters, and an undeliverable event at once', () => {
    assert.deepEqual(afterFailure(policy, 5, failed, 0), { next: 'dead-letter' })
    assert.deepEqual(afterFailure(policy, 1, new Undeliverable('no'), 0), { next: 'dead-letter' })
  })
})

describe('the reason', () => {
  test("is the error's name and code, never its text", () => {
    assert.equal(reasonOf(Object.assign(new TypeError('Anna'), { code: 'ECONNRESET' })), 'TypeError ECONNRESET')
    assert.equal(reasonOf(Object.assign(new Error('Anna'), { name: 'Anna rang', code: 7 })), 'Error')
    assert.equal(reasonOf('Anna'), 'NotAnError')
  })
})
