import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { at, callback, liveCall, utterance } from '../contract/samples.ts'
import type { Records } from '../records.ts'
import { openAt, ownKnobs, startServer } from './testing/at-emulator.ts'

const wish = { key: 'intent-1', wish: 'wish-1', callId: 'call-1', lineId: 'dental', tool: 'bookAppointment' }
const lease = { leaseMs: 10_000, now: at(0) }
const time = { calendarId: 'team', from: at(0), to: at(60), needsFrom: at(0), needsTo: at(60) }

/** What is granted to one alone: whoever asked and did not hear the answer must still be told that it is theirs. */
const granted: Record<string, (records: Records) => Promise<unknown>> = {
  'a call that is admitted': ({ calls }) => calls.admit(liveCall('call-2')),
  'a call that is adopted': ({ calls }) => calls.adopt('call-1', 'gateway-2', { at: at(60), before: at(30) }),
  'a stream that is let in': ({ calls }) => calls.redeem('call-1', 'pass'),
  'an intent that is begun': async ({ ledger }) => (await ledger.begin(wish, lease)).state === 'held',
  'a callback that is added': ({ callbacks }) => callbacks.add(callback('cb-2')),
  'a callback that is rung': async ({ callbacks }) =>
    (await callbacks.change('cb-1', { do: 'ring', ringId: 'r', by: 'ada', at: at(1) })).ok,
  'a time that is claimed': async ({ slotClaims }) =>
    (await slotClaims.claim('me', [time], { now: at(0), until: at(60) })).state === 'held',
}

describe('after a lost answer', { skip: ownKnobs() }, async () => {
  const server = await startServer()
  for (const [what, ask] of Object.entries(granted)) {
    test(`${what} is granted once, to the one who asked`, async () => {
      await using records = openAt(server.host)
      await records.calls.admit(liveCall('call-1'))
      await records.callbacks.add(callback('cb-1'))
      server.trouble.loseAnswers(2)
      assert.equal(await ask(records), true)
    })
  }

  test('an intent is held under the fence that was written', async () => {
    await using records = openAt(server.host)
    server.trouble.loseAnswers(1)
    const begun = await records.ledger.begin(wish, lease)
    assert.ok(begun.state === 'held')
    server.trouble.loseAnswers(1)
    await records.ledger.attempt(wish.key, begun.fence, 'event')
    server.trouble.loseAnswers(1)
    await records.ledger.settle(wish.key, begun.fence, { status: 'succeeded', result: {} })
    const [intent] = await records.ledger.ofCall('call-1')
    assert.deepEqual([intent?.state, intent?.steps], ['succeeded', [{ step: 'event' }]])
  })

  test('what was appended stands in the journal once, in order', async () => {
    await using records = openAt(server.host)
    for (const text of ['a', 'b', 'c']) {
      server.trouble.loseAnswers(1)
      await records.journal.append('call-1', [utterance(text)])
    }
    const read = await records.journal.read('call-1')
    assert.deepEqual(
      read.map((entry) => entry.kind === 'utterance' && [entry.seq, entry.text]),
      [
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ],
    )
  })

  test('heartbeats lose nobody a call', async () => {
    await using records = openAt(server.host)
    await records.calls.admit(liveCall('call-1'))
    server.trouble.loseAnswers(1)
    assert.deepEqual(await records.calls.beat(['call-1', 'call-2'], 'gateway-1', at(9)), ['call-2'])
    assert.equal((await records.calls.find('call-1'))?.heartbeatAt, at(9))
  })
})
