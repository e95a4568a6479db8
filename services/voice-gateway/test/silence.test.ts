import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type EventOf, isEvent, makeEvent } from '@frontdesk/events'
import { stamp, systemClock } from '@frontdesk/process/clock'
import type { JournalEntry } from '@frontdesk/records'
import { callIdOf } from '../src/call-id.ts'
import { eventually } from '../src/testing/eventually.ts'
import { testLine } from '../src/testing/line.ts'
import { type House, house, noted, said, untilJournal } from './house.ts'
import { Talker } from './talker.ts'

function ring(at: House) {
  const party = new Talker()
  const call = at.carrier.call({ from: '+447700900123', to: testLine.number, party })
  return { party, call, callId: callIdOf(call.sid) }
}

const greeted = said('agent', /Mia/)
const oneMoment = said('agent', /^One moment, please\.$/)
/** Without a filler the caller hears nothing for more than 5 s; what it is exactly is for a benchmark on a quiet machine. */
const mostSilenceMs = 4_500
const wish = "Hello, I'd like to book a check-up for next Tuesday."

/** Greeted, and the clip of the voice is there. */
async function begun(at: House) {
  const rung = ring(at)
  await untilJournal(at, rung.callId, greeted)
  return rung
}

/** A machine that is busy with other tests makes the simulated model slow as well: fillers as often as it takes. */
const fillerAgainMs = 2_500

/** Answers every tool after so long. */
const toolsAfter = (at: House, ms: number) =>
  at.bus.subscribe(
    { name: 'tools', topic: 'tool-requests' },
    {
      'tool.requested': async (event: EventOf<'tool.requested'>) => {
        const { callId, lineId, gateway, toolCallId, tool } = event.data
        await systemClock.sleep(ms)
        const now = systemClock.now()
        const startsAt = '2026-11-24T09:00:00+01:00[Europe/Berlin]'
        const slots = ['s1', 's2'].map((slotId) => ({ slotId, startsAt, endsAt: '', spoken: 'Tuesday at 9' }))
        const outcome = { status: 'succeeded', result: { slots, dayIs: 'available' } } as const
        const times = { startedAt: stamp(now), completedAt: stamp(now) }
        const data = { callId, lineId, gateway, toolCallId, tool, outcome, effects: [], ...times }
        await at.bus.publish(makeEvent('tool.completed', data, { by: 'test', at: now }))
      },
    },
  )

const indexOf = (journal: readonly JournalEntry[], fits: (entry: JournalEntry) => boolean) => journal.findIndex(fits)

describe('silence on the line', { timeout: 300_000 }, () => {
  test('of the caller: they are asked whether they are there, and in the end said goodbye to', async () => {
    await using at = await house({ line: { call: { askWhenSilentSeconds: 2, asksWhenSilent: 1 } } })
    await at.startGateway()
    const { party, callId } = ring(at)
    await party.over.promise
    const journal = await untilJournal(at, callId, noted('hang-up'))
    const words = journal.flatMap((entry) => (entry.kind === 'utterance' ? [entry.text] : []))
    assert.equal(words.length, 3)
    assert.match(words.join(' | '), /Mia.* \| Are you still there\? \| .*oodbye/)
    await eventually(async () => (await at.records.calls.find(callId))?.end?.reason === 'agent-ended')
    assert.deepEqual(at.carrier.warnings, [])
  })

  test('while a tool takes its time: they hear that it takes a moment, in the voice of the agent, and then the answer', async () => {
    await using at = await house({ settings: { session: { fillerAgainMs } } })
    await at.startGateway()
    await using _ = await toolsAfter(at, 5_000)
    const { party, call, callId } = await begun(at)
    const speech = await at.speech.speak(wish, 'caller-en')
    party.say(speech)
    const from = party.heard.length + Math.ceil(speech.length / 160)
    const journal = await untilJournal(at, callId, said('agent', /Tuesday at 9/))
    const [asked, answered] = ['tool-requested', 'tool-answered'].map((kind) =>
      indexOf(journal, (entry) => entry.kind === kind),
    )
    assert.ok(Number(asked) >= 0 && Number(asked) < Number(answered), `${asked} < ${answered}`)
    // A model that is slow on a busy machine brings more of them, before the question and behind the answer.
    assert.ok(
      journal.slice(asked, answered).some(noted('filler')),
      `none between ${asked} and ${answered}: ${journal.map(({ kind }) => kind)}`,
    )
    assert.ok(journal.some(oneMoment))
    const longest = party.longestSilenceMs(from)
    assert.ok(longest <= mostSilenceMs, `${longest} ms of silence`)
    call.hangUp()
  })

  test('of the model: they hear that it takes a moment, and the answer from another session', async () => {
    await using at = await house({ settings: { session: { replyWithinMs: 8_000, fillerAgainMs } } })
    await at.startGateway()
    await using _ = await toolsAfter(at, 1)
    const { party, call, callId } = await begun(at)
    const stalled = at.model.trouble.add({ at: 'response', is: 'late', ms: 60_000 })
    const speech = await at.speech.speak(wish, 'caller-en')
    party.say(speech)
    const from = party.heard.length + Math.ceil(speech.length / 160)
    const journal = await untilJournal(at, callId, said('agent', /Tuesday at 9/))
    assert.equal(stalled.met, 1)
    const [filler, lost] = [
      indexOf(journal, noted('filler')),
      indexOf(journal, (entry) => entry.kind === 'session-lost' && entry.cause === 'silent'),
    ]
    assert.ok(filler >= 0 && filler < lost, `${filler} < ${lost}`)
    const longest = party.longestSilenceMs(from)
    assert.ok(longest <= mostSilenceMs, `${longest} ms of silence`)
    assert.equal(journal.filter(greeted).length, 1)
    call.hangUp()
  })

  for (const ms of [500, 3_000]) {
    test(`of a model that needs ${ms} ms to connect: not a word of the caller is lost`, async () => {
      await using at = await house()
      await at.startGateway()
      await using _ = await toolsAfter(at, 1)
      at.model.trouble.add({ at: 'connect', is: 'slow', ms: ms + 2_000 })
      const { party, call, callId } = ring(at)
      // As soon as the notice is over: the model's socket opens since the call came in.
      await untilJournal(at, callId, ({ kind }) => kind === 'notice-played')
      party.say(await at.speech.speak(wish, 'caller-en'))
      const journal = await untilJournal(at, callId, said('caller', /./))
      const [notice, ready] = ['notice-played', 'session-started'].map((kind) =>
        Date.parse(journal.find((entry) => entry.kind === kind)?.at ?? ''),
      )
      assert.ok(Number(ready) - Number(notice) > ms / 2, 'the caller spoke before there was a model')
      assert.ok(journal.some(said('caller', /^Hello, I'd like to book a check-up for next Tuesday\.$/)))
      call.hangUp()
    })
  }
})

test('keys that are pressed reach the model, and a caller who withholds the number is no stranger', async () => {
  await using at = await house()
  await at.startGateway()
  const party = new Talker()
  const call = at.carrier.call({ from: null, to: testLine.number, party })
  const callId = callIdOf(call.sid)
  // Who withholds the number is under the strictest law, is asked, says nothing, and so not a word is kept.
  await untilJournal(at, callId, ({ kind }) => kind === 'utterance')
  const line = await party.line.promise
  for (const key of ['4', '2']) line.press(key)
  const session = at.model.asked[0]
  const told = await eventually(() =>
    session?.events.find(({ event }) => /pressed 4 2 on/.test(JSON.stringify(event ?? {}))),
  )
  assert.equal(told.refused, undefined)
  const started = at.told.find((event) => isEvent(event, 'call.started'))
  assert.ok(started !== undefined && isEvent(started, 'call.started'))
  assert.equal(started.data.caller, null)
  assert.equal((await at.records.calls.find(callId))?.caller, null)
  call.hangUp()
})
