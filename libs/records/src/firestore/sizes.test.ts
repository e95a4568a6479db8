import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, callRecord, liveCall, utterance } from '../contract/samples.ts'
import { openAtEmulator } from './testing/at-emulator.ts'

const open = await openAtEmulator()
/** Text that packs badly, so that nothing passes only for being repeated. */
const words = (bytes: number, seed: number) => {
  let text = ''
  for (let n = seed + 1; text.length < bytes; n = (n * 48_271) % 2_147_483_647) text += n.toString(36)
  return text.slice(0, bytes)
}

test('a journal takes at once more than one document holds, and more than one commit', async () => {
  await using records = await open()
  const entries = Array.from({ length: 60 }, (_, n) => utterance(words(200_000, n)))
  await records.journal.append('call-1', [utterance('before')])
  await records.journal.append('call-1', entries)
  await records.journal.append('call-1', [utterance('behind')])
  const read = await records.journal.read('call-1')
  assert.deepEqual(
    read.map(({ seq }) => seq),
    Array.from({ length: 62 }, (_, n) => n + 1),
  )
  assert.deepEqual(read[30], { ...entries[29], seq: 31 })
  await records.journal.forgetWords('call-1')
  const forgotten = await records.journal.read('call-1')
  assert.ok(forgotten.every((entry) => entry.kind === 'utterance' && entry.text === ''))
})

test('a record may be larger than a document', async () => {
  await using records = await open()
  const line = { who: 'caller', startMs: 0, endMs: 1, source: 'live' } as const
  const transcript = Array.from({ length: 700 }, (_, n) => ({ ...line, text: words(2_000, n) }))
  const record = callRecord('call-1', { transcript })
  await records.calls.putRecord(record)
  assert.deepEqual(await records.calls.record('call-1'), record)
  assert.deepEqual((await records.calls.records({ limit: 3 })).records, [record])
})

test('the heartbeats of more calls than one request takes are all written', async () => {
  await using records = await open()
  const { calls } = records
  const callIds = Array.from({ length: 320 }, (_, n) => `call-${n}`)
  await Promise.all(callIds.map((callId) => calls.admit(liveCall(callId))))
  await calls.end('call-7', { reason: 'agent-ended', endedAt: at(1) })
  assert.deepEqual(await calls.beat(callIds, 'gateway-1', at(50)), ['call-7'])
  assert.deepEqual(await calls.orphans(at(50)), [])
  assert.equal((await calls.orphans(at(51))).length, 319)
})
