import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lineRules } from '../src/line-rules.ts'
import { toolRunner } from '../src/run-tool.ts'
import { openSlotId, slotIdOf } from '../src/slot-id.ts'
import {
  answerTo,
  ask,
  booking,
  calendarId,
  dental,
  ofOurs,
  openWorld,
  request,
  seals,
  slotId,
  standing,
  type World,
} from './world.ts'

const tuesday = '2026-11-24T10:00'
const book = (
  world: World,
  args: Record<string, unknown> = booking(tuesday),
  more: Parameters<typeof request>[3] = {},
) => ask(world, request(world, 'bookAppointment', args, more))

const code = ({ outcome }: Awaited<ReturnType<typeof book>>) =>
  outcome.status === 'failed' ? outcome.error.code : outcome.status

describe('a booking', () => {
  test('makes one event, one contact and one SMS, and tells which', async () => {
    await using world = await openWorld()
    const { outcome, effects } = await book(world, booking(tuesday, { email: 'Ada@Example.org' }))
    assert.deepEqual(outcome, {
      status: 'succeeded',
      result: {
        startsAt: '2026-11-24T10:00:00+01:00[Europe/Berlin]',
        spoken: 'Tuesday, 24 November at 10:00',
        confirmation: 'sms-sent',
      },
    })
    const [event] = standing(world)
    const [contact] = world.crm.contacts
    const [message] = world.carrier.messages
    assert.deepEqual([standing(world).length, world.crm.contacts.length, world.carrier.messages.length], [1, 1, 1])
    assert.deepEqual(effects, [
      { vendor: 'calendar', action: 'created', what: 'event', reference: event?.id },
      { vendor: 'crm', action: 'created', what: 'contact', reference: contact?.id },
      { vendor: 'sms', action: 'sent', what: 'message', reference: message?.sid },
    ])
    assert.equal(event?.start.dateTime, '2026-11-24T10:00:00+01:00')
    assert.equal(event?.summary, 'Check-up: Ada Lovelace')
    assert.match(event?.description ?? '', /Phone: \+4915112345678\nE-mail: Ada@Example\.org/)
    const { firstname, lastname, phone, email } = contact?.properties ?? {}
    assert.deepEqual(
      { firstname, lastname, phone, email },
      {
        firstname: 'Ada',
        lastname: 'Lovelace',
        phone: '+4915112345678',
        email: 'ada@example.org',
      },
    )
    assert.equal(message?.to, '+4915112345678')
    assert.equal(message?.from, dental.number)
    assert.match(
      message?.body ?? '',
      /Your appointment is booked: Tuesday, 24 November at 10:00\. .* Reference [A-Z2-9]{7}$/,
    )
  })

  test('on a German call is confirmed in German', async () => {
    await using world = await openWorld()
    const { outcome } = await book(world, booking('2026-11-24T14:30'), { language: 'de-DE' })
    assert.ok(outcome.status === 'succeeded')
    assert.equal(outcome.result.spoken, 'Dienstag, 24. November um 14:30 Uhr')
    assert.match(world.carrier.messages[0]?.body ?? '', /Ihr Termin ist gebucht: Dienstag, 24\. November um 14:30 Uhr/)
  })

  test('delivered five times at once, and asked for again under other ids and spellings, is one booking', async () => {
    await using world = await openWorld()
    const first = request(world, 'bookAppointment', booking(tuesday))
    const runner = toolRunner(world.parts)
    const signal = new AbortController().signal
    await Promise.all([1, 2, 3, 4, 5].map((attempt) => runner.answer(first, { attempt, signal })))
    const again = await book(world, booking(tuesday, { name: '  ada   LOVELACE ', phone: '+4915112345678' }))
    assert.deepEqual(again.outcome, answerTo(world, first).outcome)
    assert.deepEqual(again.effects, answerTo(world, first).effects)
    assert.deepEqual([standing(world).length, world.crm.contacts.length, world.carrier.messages.length], [1, 1, 1])
  })

  test('of a slot that is gone says so, and has no effect', async () => {
    await using world = await openWorld()
    world.calendar.takeSlot(calendarId, '2026-11-24T09:30:00+01:00', '2026-11-24T10:15:00+01:00')
    const answer = await book(world)
    assert.equal(code(answer), 'slot-taken')
    assert.deepEqual(answer.effects, [])
    assert.deepEqual([ofOurs(world).length, world.crm.contacts.length, world.carrier.messages.length], [0, 0, 0])
  })

  test('is taken back when somebody else was quicker between the look and the writing', async () => {
    await using world = await openWorld()
    const meanwhile = () => world.calendar.takeSlot(calendarId, '2026-11-24T09:00:00Z', '2026-11-24T09:30:00Z')
    world.calendar.trouble.add({ on: 'events.insert', times: 1, meanwhile })
    const answer = await book(world)
    assert.equal(code(answer), 'slot-taken')
    assert.deepEqual(
      answer.effects.map(({ action }) => action),
      ['created', 'cancelled'],
    )
    assert.deepEqual([ofOurs(world).length, world.crm.contacts.length, world.carrier.messages.length], [0, 0, 0])
    assert.equal(standing(world).length, 1)
  })

  test('stands when somebody writes over it later', async () => {
    await using world = await openWorld()
    const meanwhile = () => world.calendar.takeSlot(calendarId, '2026-11-24T09:00:00Z', '2026-11-24T09:30:00Z')
    // The first list is of what needs time around it, before the event is made.
    world.calendar.trouble.add({ on: 'events.list', skip: 1, times: 1, latencyMs: 20, meanwhile })
    assert.equal(code(await book(world)), 'succeeded')
  })

  test('of the same slot again in the same call, under another name, is told apart from a stranger’s', async () => {
    await using world = await openWorld()
    await book(world)
    assert.equal(
      code(await book(world, { ...booking(tuesday, { name: 'Ida Lovelace' }), another: { for: 'my sister' } })),
      'already-booked',
    )
    assert.equal(
      code(await book(world, booking(tuesday, { name: 'Ida Lovelace' }), { callId: 'call-2' })),
      'slot-taken',
    )
    assert.equal(standing(world).length, 1)
  })

  test('for a second person, at another time, is a second booking', async () => {
    await using world = await openWorld()
    await book(world)
    assert.equal(
      code(
        await book(world, { ...booking('2026-11-24T10:30', { name: 'Byron Lovelace' }), another: { for: 'my son' } }),
      ),
      'succeeded',
    )
    assert.equal(standing(world).length, 2)
    assert.equal(world.crm.contacts.length, 1, 'one family, one number, one contact')
  })

  for (const [why, id] of [
    ['is nonsense', 'nonsense'],
    ['is JSON of somebody else', Buffer.from('{"start":"2026-11-24"}').toString('base64url')],
    ['is off the grid', slotId('2026-11-24T10:05')],
    ['reaches into the lunch break', slotId('2026-11-24T12:45')],
    ['is at night', slotId('2026-11-24T03:00')],
    ['is on a holiday', slotId('2027-01-01T10:00')],
    ['is too far ahead', slotId('2027-06-01T10:00')],
    ['is past', slotId('2026-11-20T10:00')],
    ['is longer than a day', slotId('2026-11-24T10:00', 1440)],
  ] as const) {
    test(`with a slotId that ${why} has no effect`, async () => {
      await using world = await openWorld()
      const answer = await book(world, { ...booking(tuesday), slotId: id })
      assert.ok(['unknown-slot', 'too-soon'].includes(code(answer)), code(answer))
      assert.deepEqual([world.calendar.asked.length, world.crm.asked.length, world.carrier.asked.length], [0, 0, 0])
    })
  }

  test('with another line’s slotId has no effect', async () => {
    await using world = await openWorld()
    const opened = openSlotId(slotId(tuesday), dental, world.clock.now(), { seals, rules: lineRules(dental) })
    assert.ok(opened.is === 'slot')
    const salon = { id: 'california-salon' }
    const foreign = slotIdOf(opened.slot, salon, world.clock.now(), seals)
    assert.equal(code(await book(world, { ...booking(tuesday), slotId: foreign })), 'unknown-slot')
  })

  test('within the lead time is refused, with the reason', async () => {
    await using world = await openWorld()
    assert.equal(code(await book(world, booking('2026-11-23T10:30'))), 'too-soon')
    assert.equal(code(await book(world, booking('2026-11-23T11:30'))), 'succeeded')
  })
})

describe('the confirmation', () => {
  const confirmation = ({ outcome }: Awaited<ReturnType<typeof book>>) =>
    outcome.status === 'succeeded' ? outcome.result.confirmation : outcome.status

  test('goes to the number that the caller names, once it was read back and they said yes', async () => {
    await using world = await openWorld()
    const refused = await book(world, booking(tuesday, { phone: '+4915199999999' }))
    assert.ok(refused.outcome.status === 'failed' && refused.outcome.error.code === 'number-not-confirmed')
    assert.deepEqual([standing(world).length, world.carrier.messages.length], [0, 0])
    const said = { kind: 'utterance', at: '2026-11-23T09:00:00.000Z', cutOff: false } as const
    await world.records.journal.append('call-1', [
      { ...said, who: 'agent', itemId: 'i1', text: 'Ist das 0151 99 99 99 99?' },
      { ...said, who: 'caller', itemId: 'i2', text: 'Ja, genau.' },
    ])
    assert.equal(confirmation(await book(world, booking(tuesday, { phone: '+4915199999999' }))), 'sms-sent')
    assert.equal(world.carrier.messages[0]?.to, '+4915199999999')
  })

  test('is left out, and said to be, for a number that wants none, a line that sends none, and a caller without a number', async () => {
    const silent = { ...dental, sms: { ...dental.sms, enabled: false } }
    await using world = await openWorld()
    world.carrier.optOut('+4915112345678')
    assert.equal(confirmation(await book(world)), 'no-sms-opted-out')
    const withheld = await book(world, booking('2026-11-24T11:00'), { callId: 'call-2', caller: null })
    assert.equal(confirmation(withheld), 'no-sms')
    assert.deepEqual(
      withheld.effects.map(({ vendor }) => vendor),
      ['calendar'],
    )
    const parts = { ...world.parts, lines: new Map([[dental.id, silent]]) }
    const onSilentLine = request(world, 'bookAppointment', booking('2026-11-24T11:30'), { callId: 'call-3' })
    assert.equal(confirmation(await ask(world, onSilentLine, parts)), 'no-sms')
    assert.equal(standing(world).length, 3)
    assert.equal(world.carrier.messages.length, 0)
  })
})

describe('the contact', () => {
  test('that exists under the e-mail address gets what it lacks, and keeps what it says', async () => {
    await using world = await openWorld()
    world.crm.addContact({ email: 'ada@example.org', firstname: 'Augusta' })
    const { effects } = await book(world, booking(tuesday, { email: 'ada@example.org' }))
    assert.equal(world.crm.contacts.length, 1)
    const { firstname, lastname, phone } = world.crm.contacts[0]?.properties ?? {}
    assert.deepEqual([firstname, lastname ?? null, phone], ['Augusta', null, '+4915112345678'])
    assert.equal(effects.find(({ vendor }) => vendor === 'crm')?.action, 'updated')
  })

  test('of a family’s number is the one of that name', async () => {
    await using world = await openWorld()
    world.crm.addContact({ phone: '+4915112345678', firstname: 'Byron', lastname: 'Lovelace' })
    const { id } = world.crm.addContact({ phone: '+4915112345678', firstname: 'Ada', lastname: 'Lovelace' })
    const { effects } = await book(world)
    assert.equal(effects.find(({ vendor }) => vendor === 'crm')?.reference, id)
  })

  test('that somebody makes in the same moment is used, and not doubled', async () => {
    await using world = await openWorld()
    const meanwhile = () => world.crm.addContact({ email: 'ada@example.org' })
    world.crm.trouble.add({ on: 'objects.create', times: 1, meanwhile })
    const { effects } = await book(world, booking(tuesday, { email: 'ada@example.org' }))
    assert.equal(world.crm.contacts.length, 1)
    assert.equal(effects.find(({ vendor }) => vendor === 'crm')?.reference, world.crm.contacts[0]?.id)
  })
})
