import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAtEmulator } from './testing/at-emulator.ts'

// The SDK never answers what reaches it behind its end, and rejects beside it, where nobody can catch: that ends the process.

const open = await openAtEmulator()

test('what is under way when the records are closed is answered', async () => {
  const records = await open()
  const [intents, call] = [records.ledger.ofCall('call-1'), records.calls.find('call-1')]
  await records[Symbol.asyncDispose]()
  assert.deepEqual([await intents, await call], [[], undefined])
})

test('who asks behind that is told at once', async () => {
  const records = await open()
  await records[Symbol.asyncDispose]()
  await assert.rejects(records.ledger.ofCall('call-1'), /closed/)
  await assert.rejects(records.calls.beat(['call-1'], 'gateway-1', '2026-11-23T09:00:00.000Z'), /closed/)
})
