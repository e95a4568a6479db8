import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { findScenario } from '@frontdesk/simulators/scenarios'
import { type CloudStreet, openCloudStreet } from './cloud-fixture.ts'
import type { Played } from './fixture.ts'

const withinMs = 120_000

/** Resolves as soon as the call's journal has such an entry: nothing tells of it to those outside the call. */
async function journalled(street: CloudStreet, callId: string, isIt: (entry: JournalEntry) => boolean): Promise<void> {
  for (const untilMs = performance.now() + withinMs; performance.now() < untilMs; ) {
    if ((await street.records.journal.read(callId)).some(isIt)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`nothing such was journalled of ${callId} within ${withinMs} ms`)
}

/** Whatever its process is called, a service says only what may be said (I4), and complains of nothing. */
function complaints(street: CloudStreet): string[] {
  return [...street.printed].flatMap(([name, lines]) =>
    lines.filter((line) => !/"severity":"(INFO|DEBUG)"/.test(line)).map((line) => `${name}: ${line}`),
  )
}

describe('every service a process of its own, on Pub/Sub, Firestore and Cloud Storage', { timeout: 400_000 }, () => {
  let street: CloudStreet
  const played = new Map<string, Played>()
  before(async () => {
    street = await openCloudStreet('google')
    const play = async (name: string) => played.set(name, await street.play(name))
    const { from } = findScenario('model-drops') ?? assert.fail('there is no such scenario')
    const dropping = play('model-drops')
    const callId = await street.started(from ?? '')
    // The model's trouble meets whoever comes next: the others ring when it has met this one.
    await journalled(street, callId, ({ kind }) => kind === 'session-lost')
    await Promise.all([dropping, play('books'), play('wants-a-person')])
  })
  after(() => street?.[Symbol.asyncDispose]())

  test('a caller books: one event, one contact, one SMS, and a record with a recording in the bucket', () => {
    const { record, calendarEvents, contacts, messages } = played.get('books') ?? assert.fail('was not played')
    assert.deepEqual([record.outcome, record.endReason, record.state], ['booked', 'agent-ended', 'done'])
    assert.deepEqual([calendarEvents.length, contacts, messages.length], [1, 1, 1])
    assert.match(record.recording?.url ?? '', /^gs:\/\/recordings\/.*\.wav$/)
    assert.ok(record.transcript.every((turn) => turn.source === 'recording'))
  })

  test('a caller is put through to a person, who was told why', () => {
    const { record, shown, slack } = played.get('wants-a-person') ?? assert.fail('was not played')
    assert.match(shown, /put on hold[\s\S]*is rung[\s\S]*accepted/)
    assert.deepEqual([record.outcome, record.endReason, slack.length], ['transferred', 'handed-over', 1])
  })

  test('a model that drops is replaced, and the call goes on', () => {
    const { record, calendarEvents, messages } = played.get('model-drops') ?? assert.fail('was not played')
    assert.deepEqual([record.outcome, record.interruptions.length], ['booked', 1])
    assert.deepEqual([calendarEvents.length, messages.length], [1, 1])
  })

  test('nobody had anything to complain of, and both tool runners and both gateways were there for it', () => {
    assert.deepEqual(complaints(street), [])
    assert.deepEqual(
      street.cloud.processes.map(({ name }) => name),
      ['gateway-1', 'gateway-2', 'tool-runner-1', 'tool-runner-2', 'post-call', 'notifier', 'dashboard'],
    )
  })

  test('what anybody but Pub/Sub posts to those who are pushed to is refused', async () => {
    const pushed = street.cloud.processes.filter(({ name }) => name === 'post-call' || name === 'notifier')
    for (const { port } of pushed) {
      const request = { method: 'POST', body: '{}', headers: { authorization: 'Bearer a.b.c' } }
      const response = await fetch(`http://127.0.0.1:${port}/events`, request)
      assert.equal(response.status, 401)
    }
    assert.equal(pushed.length, 2)
  })

  test('every process that is asked to end does so in time, with nothing left to do', async () => {
    const codes = await Promise.all(street.cloud.processes.map((each) => each.stop()))
    assert.ok(
      codes.every((code) => code === 0),
      `${codes}`,
    )
  })
})

test('a gateway is killed in the middle of a call, and the other goes on with it to its booking', {
  timeout: 300_000,
}, async () => {
  await using street = await openCloudStreet('google')
  const { from } = findScenario('speaks-german') ?? assert.fail('there is no such scenario')
  // What was said is written down behind what it led to: the other gateway has the tool's call, and not the caller's words.
  street.world.voiceModel.trouble.add({ at: 'transcript', is: 'late', ms: 4_000 })
  // Of a sentence that broke off a caller waits for the rest: one who speaks into the gap is heard by nobody.
  const playing = street.play('speaks-german', 5_000)
  const callId = await street.started(from ?? '')
  // The times are found; the agent is about to say them.
  await journalled(street, callId, ({ kind }) => kind === 'tool-answered')
  const holder = (await street.records.calls.find(callId))?.gateway
  const gateway = street.cloud.gateways.find(({ name }) => name === holder) ?? assert.fail(`${holder} is unknown`)
  await gateway.kill()
  const { record, shown, calendarEvents, messages } = await playing
  assert.deepEqual([record.outcome, calendarEvents.length, messages.length], ['booked', 1, 1], shown)
  const journal = await street.records.journal.read(callId)
  const lost = journal.flatMap((entry) => (entry.kind === 'session-lost' ? [entry.cause] : []))
  assert.deepEqual(lost, ['gateway-lost'])
  assert.notEqual((await street.records.calls.find(callId))?.gateway, holder)
  assert.deepEqual(complaints(street), [])
})

test('the same processes meet on one SQLite file as well', { timeout: 200_000 }, async () => {
  await using street = await openCloudStreet('sqlite')
  const { record, calendarEvents, messages } = await street.play('hangs-up')
  assert.deepEqual([record.outcome, record.endReason], ['abandoned', 'caller-hung-up'])
  assert.deepEqual([calendarEvents.length, messages.length], [0, 0])
  assert.deepEqual(complaints(street), [])
})
