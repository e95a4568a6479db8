import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { pcmLevelDb } from '@frontdesk/audio/mulaw'
import { parseWav } from '@frontdesk/audio/wav'
import { openStreet, type Played, type Street } from './fixture.ts'

const names = [
  'books',
  'interrupts',
  'listens-along',
  'wants-a-person',
  'outside-hours',
  'hangs-up',
  'speaks-german',
] as const

/** Seven callers ring at once. One house, one world, everything over the real wires, at the pace of speech. */
describe('the whole house, seven calls at once', { timeout: 240_000 }, () => {
  let street: Street
  const played = new Map<string, Played>()
  const of = (name: (typeof names)[number]): Played => {
    const found = played.get(name)
    assert.ok(found, `${name} was not played`)
    return found
  }

  before(async () => {
    street = await openStreet()
    await Promise.all(names.map(async (name) => played.set(name, await street.play(name))))
  })
  after(() => street?.[Symbol.asyncDispose]())

  test('a caller books: one calendar event, one contact, one SMS, and a record that says so', () => {
    const { record, calendarEvents, contacts, messages } = of('books')
    assert.deepEqual([calendarEvents.length, contacts, messages.length], [1, 1, 1])
    assert.deepEqual([record.outcome, record.endReason, record.state], ['booked', 'agent-ended', 'done'])
    assert.equal(record.callerMasked, '+44•••••••118')
    const booked = record.tools.find((tool) => tool.tool === 'bookAppointment')
    assert.deepEqual(
      booked?.effects.map((effect) => `${effect.vendor} ${effect.what} ${effect.action}`),
      ['calendar event created', 'crm contact created', 'sms message sent'],
    )
  })

  test('the transcript is what was said, by both, in order, from the recording', () => {
    const { transcript } = of('books').record
    assert.ok(transcript.every((turn) => turn.source === 'recording'))
    const text = transcript.map((turn) => `${turn.who}: ${turn.text}`).join('\n')
    assert.match(
      text,
      /agent: Hello[\s\S]*AI assistant[\s\S]*caller: .*check-up[\s\S]*agent: It is booked[\s\S]*agent: .*Goodbye/,
    )
  })

  test('both voices are on their own channels of the recording, which is as long as the call from the yes on', async () => {
    const { recording, notices, startedAt, durationMs } = of('books').record
    assert.ok(recording)
    const { channels, sampleRate, samples } = parseWav(await readFile(fileURLToPath(recording.url)))
    assert.deepEqual([channels, sampleRate], [2, 8000])
    const [caller = new Int16Array(), agent = new Int16Array()] = samples
    for (const voice of [caller, agent]) assert.ok(pcmLevelDb(voice) > -40, 'a channel is silent')
    const saidYesMs = Date.parse(notices[0]?.at ?? '') - Date.parse(startedAt)
    const gapMs = durationMs - saidYesMs - recording.durationMs
    // The caller is thanked before anything is recorded.
    assert.ok(gapMs > 0 && gapMs < 5_000, `the recording and the call from the yes on differ by ${gapMs} ms`)
  })

  test('nothing is recorded before the caller was told, asked, and said yes, and the record says to what', () => {
    const { notices, disclosure } = of('books').record
    assert.equal(notices.length, 1)
    assert.match(notices[0]?.text ?? '', /an AI is answering.*record and transcribe/)
    assert.match(notices[0]?.version ?? '', /^\d{4}-\d\d-\d\d/)
    assert.deepEqual([disclosure?.jurisdictions, disclosure?.words], [['GB', 'DE'], 'kept'])
    assert.deepEqual([disclosure?.consent?.answer, disclosure?.consent?.by], ['yes', 'key'])
    assert.match(disclosure?.consent?.text ?? '', /Is that all right/)
  })

  test('a caller says yes in words as well', () => {
    const consent = of('speaks-german').record.disclosure?.consent
    assert.deepEqual([consent?.answer, consent?.by, consent?.language], ['yes', 'voice', 'de'])
  })

  test('the cost is known in its parts, and what has no known price is unknown instead of free', () => {
    const { cost } = of('books').record
    assert.ok(cost.parts.some((part) => part.micros !== null && part.micros > 0))
    assert.equal(
      cost.totalMicros === null,
      cost.parts.some((part) => part.micros === null),
    )
  })

  test('the terminal shows who said what, what it changed, what it cost and where everything is', () => {
    for (const shown of [
      /Mila +Hello/,
      /caller +Hello/,
      /changed +calendar/,
      /outcome +booked/,
      /cost +\$0\.\d+/,
      /recording +file:/,
      /record +pnpm call --record/,
    ]) {
      assert.match(of('books').shown, shown)
    }
  })

  test('a caller who interrupts is heard at once: the agent stops and offers what was asked for', () => {
    const { record, shown, calendarEvents } = of('interrupts')
    assert.match(shown, /barge-in/)
    assert.equal(record.outcome, 'booked')
    assert.equal(calendarEvents.length, 1)
    assert.match(JSON.stringify(record.tools), /Wednesday|bookAppointment/)
  })

  test('a caller who wants a person is told the truth about the machine, put through, and the staff is told why', async () => {
    const { record, slack, shown } = of('wants-a-person')
    // Warmly: the person was rung, heard who is calling and why, pressed 1, and only then had the caller.
    assert.match(shown, /put on hold[\s\S]*is rung[\s\S]*accepted/)
    const journal = await street.house.records.journal.read(record.callId)
    const steps = journal.flatMap((entry) => (entry.kind === 'hand-off' ? [entry.did.step] : []))
    assert.deepEqual(steps.slice(0, 4), ['begun', 'ringing', 'rung', 'ended'])
    assert.match(record.transcript.at(-1)?.text ?? '', /Hello.*How can I help you\?$/)
    assert.deepEqual([record.outcome, record.endReason], ['transferred', 'handed-over'])
    assert.match(JSON.stringify(record.transcript), /AI assistant, not a human/)
    assert.equal(slack.length, 1)
  })

  test('a caller who says "mm-hm" and coughs over the agent hears every sentence to its end, and books', async () => {
    const { record } = of('listens-along')
    assert.equal(record.outcome, 'booked')
    const journal = await street.house.records.journal.read(record.callId)
    assert.deepEqual(
      journal.filter(({ kind }) => kind === 'barge-in'),
      [],
    )
    const said = journal.flatMap((entry) => (entry.kind === 'utterance' && entry.who === 'caller' ? [entry.text] : []))
    for (const murmur of ['Mm-hm.', 'Okay.']) assert.ok(said.includes(murmur), `${murmur} is not in the journal`)
  })

  test('outside hours a callback is promised, queued and told to the staff, once', async () => {
    const { record, slack } = of('outside-hours')
    assert.equal(record.outcome, 'callback')
    const open = (await street.house.records.callbacks.open()).filter((callback) => callback.callId === record.callId)
    assert.equal(open.length, 1)
    assert.equal(slack.length, 1)
  })

  test('a caller who hangs up in mid-sentence leaves a finished record and nothing booked', () => {
    const { record, calendarEvents } = of('hangs-up')
    assert.deepEqual([record.endReason, record.outcome, record.state], ['caller-hung-up', 'abandoned', 'done'])
    assert.equal(calendarEvents.length, 0)
  })

  test('a caller from Germany is greeted, served and written to in German', () => {
    const { record, messages } = of('speaks-german')
    assert.equal(record.outcome, 'booked')
    assert.match(JSON.stringify(record.transcript), /Der Termin ist gebucht:? Freitag/)
    assert.match(messages[0]?.body ?? '', /Termin/)
  })

  test('an agent that keeps its word is never corrected', () => {
    for (const name of names) assert.equal(of(name).record.sayDo, undefined, name)
  })

  test('every call left one trace, every model session was told nothing that it refuses, and the carrier had nothing to warn of', () => {
    const traces = new Set(street.world.langfuse.spans.map((span) => span.traceId))
    assert.equal(traces.size, names.length)
    assert.deepEqual(
      street.world.voiceModel.asked.flatMap((session) => session.events.flatMap((event) => event.refused ?? [])),
      [],
    )
    assert.deepEqual(street.world.carrier.warnings, [])
  })
})
