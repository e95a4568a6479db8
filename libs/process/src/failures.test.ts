import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { manualClock } from './clock.ts'
import {
  backoffMs,
  Failure,
  failureKindOf,
  failureKinds,
  isRetryable,
  kindOfStatus,
  retry,
  retryAfterMsOf,
} from './failures.ts'

async function addressWhereNobodyListens(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await server[Symbol.asyncDispose]()
  return `http://127.0.0.1:${port}/`
}

const policy = { maxAttempts: 4, minBackoffMs: 100, maxBackoffMs: 1_000 }

describe('a failure', () => {
  test('may be tried again when the trouble is between us, not when the answer was no', () => {
    const again = Object.entries(failureKinds).filter(([, { retry }]) => retry)
    assert.deepEqual(
      again.map(([kind]) => kind),
      ['unavailable', 'throttled', 'timed-out'],
    )
  })

  test('is of the kind that the HTTP status says', () => {
    const kinds = [400, 401, 403, 404, 408, 409, 410, 412, 422, 429, 500, 503].map(kindOfStatus)
    assert.deepEqual(kinds, [
      ...(['rejected', 'unauthorised', 'unauthorised', 'not-found', 'timed-out', 'conflict'] as const),
      ...(['not-found', 'conflict', 'rejected', 'throttled', 'unavailable', 'unavailable'] as const),
    ])
  })

  test("of the network is known by its code, also as the cause of fetch's error", async () => {
    assert.equal(failureKindOf(new Failure('throttled', 'slow down')), 'throttled')
    const url = await addressWhereNobodyListens()
    const refused: unknown = await fetch(url).catch((error: unknown) => error)
    assert.equal(failureKindOf(refused), 'unavailable')
    const signal = AbortSignal.abort(new DOMException('too late', 'TimeoutError'))
    const late: unknown = await fetch(url, { signal }).catch((error: unknown) => error)
    assert.equal(failureKindOf(late), 'timed-out')
  })

  test('of our own making is of no kind and is not tried again', () => {
    for (const error of [new TypeError('x is not a function'), 'thrown text', undefined]) {
      assert.equal(failureKindOf(error), undefined)
      assert.equal(isRetryable(error), false)
    }
  })

  test('says how long to wait, in seconds or by a date', () => {
    const now = Temporal.Instant.from('2026-11-22T18:00:00Z')
    assert.equal(retryAfterMsOf('3', now), 3_000)
    assert.equal(retryAfterMsOf('Sun, 22 Nov 2026 18:00:05 GMT', now), 5_000)
    assert.equal(retryAfterMsOf('Sun, 22 Nov 2026 17:00:00 GMT', now), 0)
    for (const nothing of [null, '', 'soon']) assert.equal(retryAfterMsOf(nothing, now), undefined)
  })
})

test('the wait doubles from the least to the most, spread over its upper half', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 100].map((attempt) => backoffMs(attempt, policy, () => 1)),
    [100, 200, 400, 800, 1_000, 1_000],
  )
  assert.deepEqual(
    [1, 2, 100].map((attempt) => backoffMs(attempt, policy, () => 0)),
    [50, 100, 500],
  )
})

describe('work that is tried again', () => {
  /** Runs work that fails as told and then succeeds; tells when each try was made. */
  async function tries(failures: readonly unknown[], signal?: AbortSignal) {
    const clock = manualClock()
    const atMs: number[] = []
    const work = async (attempt: number) => {
      atMs.push(clock.monotonicMs())
      if (attempt <= failures.length) throw failures[attempt - 1]
      return 'done'
    }
    const running = retry(work, { policy, clock, random: () => 1, ...(signal === undefined ? {} : { signal }) })
    const [result] = await Promise.allSettled([running, clock.advance(10_000)])
    return { result, atMs }
  }
  const down = new Failure('unavailable', 'the calendar is down')

  test('waits longer each time until it succeeds', async () => {
    const { result, atMs } = await tries([down, down])
    assert.deepEqual(result, { status: 'fulfilled', value: 'done' })
    assert.deepEqual(atMs, [0, 100, 300])
  })

  test('waits as long as it was asked to, within the most', async () => {
    const asked = (retryAfterMs: number) => new Failure('throttled', 'slow down', { retryAfterMs })
    assert.deepEqual((await tries([asked(700), asked(60_000)])).atMs, [0, 700, 1_700])
  })

  test('gives up with the last error when its tries are used up', async () => {
    const { result, atMs } = await tries([down, down, down, down, down])
    assert.deepEqual(result, { status: 'rejected', reason: down })
    assert.equal(atMs.length, 4)
  })

  test('gives up at once when no further try can help', async () => {
    const no = new Failure('rejected', 'the number is not a mobile number')
    assert.deepEqual((await tries([no])).result, { status: 'rejected', reason: no })
  })

  test('stops when it is told to', async () => {
    const { result, atMs } = await tries([down], AbortSignal.abort(new Error('shutting down')))
    assert.equal(result.status, 'rejected')
    assert.deepEqual(atMs, [])
  })
})
