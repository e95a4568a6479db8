import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../src/testing/eventually.ts'
import { askedAtMs, openTown } from './two-gateways/town.ts'

const withinMs = 60_000

test('gateways that were given no name have two, and one that is started anew finds the calls that they left behind', {
  timeout: 120_000,
}, async (t) => {
  await using town = await openTown([])
  const { balancer, first, second, records } = town
  const [onFirst, onSecond] = [town.ring(0), town.ring(1)]
  const calls = [onFirst, onSecond]
  await Promise.all(calls.map(({ ear }) => ear.served.promise))
  balancer.targets = [second.port]
  const another = town.ring(2)
  await another.ear.served.promise
  calls.push(another)
  const holders = await Promise.all(calls.map(async ({ callId }) => (await records.calls.find(callId))?.gateway ?? ''))
  assert.equal(holders[0], holders[1])
  assert.notEqual(holders[0], holders[2])

  // The carrier notices nothing: somebody has to fetch the calls.
  balancer.stuck = true
  const killedAtMs = Date.now()
  await Promise.all([first.kill(), second.kill()])
  const restarted = await town.startGateway()
  balancer.targets = [restarted.port]
  const heard = await Promise.all(
    calls.map(async (call) => call.ear.soundBehind(await askedAtMs(town, call, killedAtMs, withinMs))),
  )
  t.diagnostic(`the agent's voice again ${Math.max(...heard) - killedAtMs} ms behind the death`)
  for (const { callId } of calls) {
    const journal = await eventually(async () => {
      const entries = await records.journal.read(callId)
      return entries.some((entry) => entry.kind === 'utterance' && /line was interrupted/.test(entry.text)) && entries
    }, 20_000)
    const causes = journal.flatMap((entry) => (entry.kind === 'session-lost' ? [entry.cause] : []))
    assert.equal(causes.length, 1)
    assert.match(causes[0] ?? '', /^gateway-/)
    const call = await records.calls.find(callId)
    assert.ok(call !== undefined && !holders.includes(call.gateway))
  }
  for (const call of calls) call.hangUp()
  await eventually(() => town.ended.length >= calls.length, withinMs)
  assert.deepEqual([...town.ended].sort(), calls.map(({ callId }) => callId).sort())
})
