import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { callIdOf } from '../src/call-id.ts'
import { eventually } from '../src/testing/eventually.ts'
import { testLine } from '../src/testing/line.ts'
import { house, namesTold, untilJournal } from './house.ts'
import { Listener } from './listener.ts'

const agentSpoke = (entry: JournalEntry) => entry.kind === 'utterance' && entry.who === 'agent' && entry.text !== ''

describe('a whole call', () => {
  test('is answered, disclosed, greeted, recorded, and ended when the caller hangs up', async () => {
    await using at = await house()
    await at.startGateway()
    const party = new Listener()
    const call = at.carrier.call({ from: '+447700900123', to: testLine.number, party })
    const callId = callIdOf(call.sid)
    const journal = await untilJournal(at, callId, agentSpoke)
    assert.deepEqual(
      journal.flatMap((entry) => (entry.kind === 'notice-played' ? [entry.language] : [])),
      ['en'],
    )
    const greeting = journal.find(agentSpoke)
    assert.ok(greeting?.kind === 'utterance')
    assert.equal(greeting.text, testLine.agent.greeting.en)
    assert.ok(party.soundFrames > 100, `heard sound in ${party.soundFrames} frames only`)

    call.hangUp()
    await eventually(() => namesTold(at).length === 3)
    assert.deepEqual(namesTold(at).sort(), ['call.ended', 'call.started', 'recording.available'])
    const held = await at.records.calls.find(callId)
    assert.deepEqual([held?.end?.reason, held?.recording], ['caller-hung-up', 'expected'])
    assert.deepEqual(at.carrier.warnings, [])
  })

  test('goes on, without a second greeting, when its gateway restarts', async () => {
    await using at = await house()
    const first = await at.startGateway()
    const call = at.carrier.call({ from: '+447700900123', to: testLine.number, party: new Listener() })
    const callId = callIdOf(call.sid)
    await untilJournal(at, callId, agentSpoke)
    await first[Symbol.asyncDispose]()
    await at.startGateway(first.port)
    const resumed = (entry: JournalEntry) => entry.kind === 'session-started' && entry.resumed
    const journal = await untilJournal(at, callId, resumed)
    assert.equal(journal.filter((entry) => entry.kind === 'notice-played').length, 1)
    assert.equal((await at.records.calls.find(callId))?.end, undefined)

    call.hangUp()
    await eventually(() => namesTold(at).includes('call.ended'))
    assert.deepEqual(at.carrier.warnings, [])
  })
})
