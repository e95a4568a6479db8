import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { eventually } from '../src/testing/eventually.ts'
import { askedAtMs, openTown, type Ringing, type Town, wish } from './two-gateways/town.ts'

const withinMs = 60_000
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** How long each caller waited for the agent's voice, from when the carrier asked what comes next. */
const waitsMs = (town: Town, calls: readonly Ringing[], behindMs: number) =>
  Promise.all(
    calls.map(async (call) => {
      const fromMs = await askedAtMs(town, call, behindMs, withinMs)
      return (await call.ear.soundBehind(fromMs)) - fromMs
    }),
  )

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
}

const of = <K extends JournalEntry['kind']>(journal: readonly JournalEntry[], kind: K) =>
  journal.filter((entry): entry is Extract<JournalEntry, { kind: K }> => entry.kind === kind)

/** The call went on: one greeting, one word about the interruption, the gap kept, and no end. */
async function assertWentOn(
  { records }: Town,
  { callId }: Ringing,
  cause: string,
  gateway = 'gateway-2',
): Promise<readonly JournalEntry[]> {
  const journal = await eventually(async () => {
    const entries = await records.journal.read(callId)
    return of(entries, 'utterance').some(({ text }) => /line was interrupted for a moment/.test(text)) && entries
  }, 20_000)
  const said = of(journal, 'utterance').filter(({ who }) => who === 'agent')
  assert.equal(said.filter(({ text }) => /Hello, this is Mia/.test(text)).length, 1, JSON.stringify(said))
  assert.equal(said.filter(({ text }) => /line was interrupted/.test(text)).length, 1)
  assert.deepEqual(
    of(journal, 'session-lost').map((entry) => entry.cause),
    [cause],
  )
  const call = await records.calls.find(callId)
  assert.deepEqual([call?.gateway, call?.end], [gateway, undefined])
  return journal
}

async function assertEndsOnce(town: Town, calls: readonly Ringing[]): Promise<void> {
  for (const call of calls) call.hangUp()
  const ids = calls.map(({ callId }) => callId).sort()
  await eventually(() => town.ended.length >= ids.length, withinMs)
  await eventually(async () => (await town.records.calls.endsToPublish()).length === 0, withinMs)
  assert.deepEqual([...town.ended].sort(), ids)
}

describe('two gateways', () => {
  test('fifty calls go on when the gateway that holds them is killed, and no tool is run twice', {
    timeout: 240_000,
  }, async (t) => {
    await using town = await openTown()
    const { first, tools } = town
    const utterance = await town.speech.speak(wish, 'caller-en')
    const talkers = range(0, 8).map((nth) => town.ring(nth, utterance))
    const listeners = range(8, 40).map((nth) => town.ring(nth))
    await Promise.all([...talkers, ...listeners].map(({ ear }) => ear.served.promise))
    await eventually(() => tools.asked.length === talkers.length, withinMs)
    // These are in the middle of their greeting.
    const greeted = range(40, 50).map((nth) => town.ring(nth))
    const [oneOfThem] = greeted
    await Promise.all(greeted.map(({ ear }) => ear.soundBehind(0)))
    await eventually(async () => of(await town.records.journal.read(oneOfThem?.callId ?? ''), 'speaking').length > 0)

    const calls = [...talkers, ...listeners, ...greeted]
    const killedAtMs = Date.now()
    await first.kill()
    tools.mayDo.resolve()
    tools.mayAnswer.resolve()
    const waits = await waitsMs(town, calls, killedAtMs)
    t.diagnostic(`agent's voice again after the carrier asked: p95 ${p95(waits)} ms, longest ${Math.max(...waits)} ms`)
    assert.equal(waits.length, 50)

    for (const call of [...talkers, ...listeners]) await assertWentOn(town, call, 'gateway-lost')
    // Whoever had not heard a second of the greeting is greeted again; of the others it is known how far it came.
    for (const { callId } of greeted) {
      const journal = await town.records.journal.read(callId)
      const rebuiltAt = journal.findIndex((entry) => entry.kind === 'noted' && entry.what === 'stream-rebuilt')
      const began = of(journal.slice(0, rebuiltAt), 'speaking').length > 0
      assert.equal(of(journal, 'session-lost').length, began ? 1 : 0)
      if (began) assert.ok(of(journal, 'utterance').some(({ cutOff, text }) => cutOff && /^Hello, this/.test(text)))
    }
    for (const { callId } of talkers) {
      const journal = await eventually(async () => {
        const entries = await town.records.journal.read(callId)
        return of(entries, 'tool-answered').length > 0 && entries
      }, withinMs)
      assert.deepEqual(
        of(journal, 'tool-answered').map(({ status }) => status),
        ['succeeded'],
      )
    }
    const callIds = talkers.map(({ callId }) => callId).sort()
    assert.deepEqual([...tools.done].sort(), callIds, 'each person was fetched once')
    assert.deepEqual(tools.asked.length, 2 * callIds.length, 'and asked for by both gateways')
    assert.deepEqual(
      [...outcomesTold(town)].sort(),
      callIds.map(() => 1),
    )
    await assertEndsOnce(town, calls)
  })

  test('a call whose stream came to another gateway than the call is lost with that one, and known as lost with it', {
    timeout: 120_000,
  }, async () => {
    await using town = await openTown()
    const { balancer, model, records, second } = town
    balancer.streams = [second.port]
    const call = town.ring(0)
    await call.ear.served.promise
    assert.equal((await records.calls.find(call.callId))?.gateway, 'gateway-2')
    // What the first opened when the call came, it lets go of as soon as it learns that the call is another's.
    await eventually(() => model.asked[0]?.closeCode !== undefined, withinMs)
    balancer.streams = undefined
    await second.kill()
    const journal = await assertWentOn(town, call, 'gateway-lost', 'gateway-1')
    assert.deepEqual(
      of(journal, 'session-started').map(({ resumed }) => resumed),
      [false, true],
    )
    assert.ok(!of(journal, 'noted').some(({ what }) => what === 'released'))
    await assertEndsOnce(town, [call])
  })

  test('a gateway that is told to go hands its calls on, within ten seconds', { timeout: 120_000 }, async (t) => {
    await using town = await openTown()
    const calls = range(0, 10).map((nth) => town.ring(nth))
    await Promise.all(calls.map(({ ear }) => ear.served.promise))
    const toldAtMs = Date.now()
    const [code, waits] = await Promise.all([town.first.stop(), waitsMs(town, calls, toldAtMs)])
    const tookMs = Date.now() - toldAtMs
    t.diagnostic(`gone after at most ${tookMs} ms; the agent's voice again: p95 ${p95(waits)} ms`)
    assert.equal(code, 0)
    assert.ok(tookMs < 10_000, `it took ${tookMs} ms`)
    for (const call of calls) await assertWentOn(town, call, 'gateway-left')
    await assertEndsOnce(town, calls)
  })

  test('calls that the carrier does not bring back by itself are fetched by the gateway that lives', {
    timeout: 120_000,
  }, async (t) => {
    await using town = await openTown()
    const calls = range(0, 5).map((nth) => town.ring(nth))
    await Promise.all(calls.map(({ ear }) => ear.served.promise))
    town.balancer.stuck = true
    const killedAtMs = Date.now()
    await town.first.kill()
    const heard = await Promise.all(
      calls.map(async (call) => call.ear.soundBehind(await askedAtMs(town, call, killedAtMs, withinMs))),
    )
    t.diagnostic(`the agent's voice again ${Math.max(...heard) - killedAtMs} ms behind the death`)
    for (const call of calls) await assertWentOn(town, call, 'gateway-lost')
    await assertEndsOnce(town, calls)
  })
})

/** How often each session that went on was told that somebody rings back: as a line of its history, or when the answer came. */
function outcomesTold({ model }: Town): readonly number[] {
  const told = model.asked.map(
    ({ events }) =>
      events.filter(({ event }) => /Tool transferToHuman\(.*-> .*callback/.test(JSON.stringify(event ?? ''))).length,
  )
  return told.filter((count) => count > 0)
}
