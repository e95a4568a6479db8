import assert from 'node:assert/strict'
import { test } from 'node:test'
import { code, FirestoreUnreachable, isPassing, pauseMs, steadily } from './retry.ts'

const failing = (code: number, message = '') => Object.assign(new Error(message), { code })
const settings = { giveUpAfterMs: 200, random: () => 0.5 }

test('what passes is tried again, and what does not is told at once', async () => {
  let tries = 0
  const worked = await steadily('a test', settings, async () => {
    if (++tries < 4) throw failing([code.aborted, code.unavailable, code.deadlineExceeded][tries - 1] ?? 0)
    return tries
  })
  assert.equal(worked, 4)
  const refused = failing(code.alreadyExists)
  await assert.rejects(
    steadily('a test', settings, () => Promise.reject(refused)),
    refused,
  )
})

test('a transaction that is over is begun again; another wrong argument is not', () => {
  assert.ok(isPassing(failing(code.invalidArgument, 'The referenced transaction has expired or is no longer valid.')))
  assert.ok(!isPassing(failing(code.invalidArgument, 'no such field')))
  assert.ok(!isPassing(new Error('something else')))
})

test('it is given up after the time that was named, with the cause', async () => {
  const startedMs = performance.now()
  const cause = failing(code.unavailable)
  const tried = steadily('a test', settings, () => Promise.reject(cause))
  await assert.rejects(tried, (error) => error instanceof FirestoreUnreachable && error.cause === cause)
  assert.ok(performance.now() - startedMs < 2 * settings.giveUpAfterMs)
})

test('pauses grow to a bound, and those who failed together wait for different times', () => {
  const longest = Array.from({ length: 40 }, (_, failures) => pauseMs(failures, () => 1))
  assert.deepEqual(longest.slice(0, 3), [20, 40, 80])
  assert.equal(longest.at(-1), 2_000)
  assert.notEqual(
    pauseMs(3, () => 0.1),
    pauseMs(3, () => 0.9),
  )
})

test('work that never ends is given up too', async () => {
  const never = new Promise<void>(() => {})
  await assert.rejects(
    steadily('a test', settings, () => never),
    FirestoreUnreachable,
  )
})
