import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callIdOf } from '../src/call-id.ts'
import { eventually } from '../src/testing/eventually.ts'
import { testLine } from '../src/testing/line.ts'
import { house, noted, said, untilJournal } from './house.ts'
import { Talker } from './talker.ts'

test('a session that may last 20 seconds is replaced before, unheard, and the caller is understood by its successor', {
  timeout: 180_000,
}, async () => {
  await using at = await house({
    voiceModel: { maxSessionMs: 20_000 },
    settings: { session: { rotateAfterMs: 9_000 } },
  })
  await at.startGateway()
  const party = new Talker()
  const call = at.carrier.call({ from: '+447700900123', to: testLine.number, party })
  const callId = callIdOf(call.sid)
  await untilJournal(at, callId, said('agent', /Mia/))
  await untilJournal(at, callId, noted('rotated'))
  const [first, second] = at.model.asked
  assert.ok(first !== undefined && second !== undefined)
  await eventually(() => first.closeCode === 1000)
  assert.match(
    JSON.stringify(second.events.find(({ type }) => type === 'conversation.item.create')),
    /You: Hello, this is Mia/,
  )
  const heardSound = party.heard.filter(Boolean).length

  party.say(await at.speech.speak("Hello, I'd like to book a check-up for next Tuesday.", 'caller-en'))
  const journal = await untilJournal(at, callId, said('caller', /./))
  assert.ok(journal.some(said('caller', /^Hello, I'd like to book a check-up for next Tuesday\.$/)))
  await untilJournal(at, callId, ({ kind }) => kind === 'tool-requested')
  assert.ok(party.heard.filter(Boolean).length >= heardSound)
  assert.equal(journal.filter(({ kind }) => kind === 'session-lost').length, 0)
  assert.equal(journal.filter(said('agent', /Mia/)).length, 1)
  assert.deepEqual(
    at.model.asked.flatMap(({ events }) => events.flatMap(({ refused }) => refused ?? [])),
    [],
  )
  call.hangUp()
})
