import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isEvent } from '@frontdesk/events'
import { lineRules } from '../../src/line-rules.ts'
import { sealsOf, secretFrom } from '../../src/seals.ts'
import { slotIdOf } from '../../src/slot-id.ts'
import { exampleLine } from '../lines.ts'
import { ask, calendarId, dental, openWorld, request, seals, slotId, type World } from '../world.ts'
import { type Asks, attacks, type Scene, victim } from './lines.ts'

const salon = exampleLine('california-salon')
const start = '2026-11-24T10:00'
/** Each attack has a number and times of its own, so that none is refused for what another one did. */
const callerOf = (index: number) => `+49151123406${String(index).padStart(2, '0')}`
const times = ['09:00', '11:00', '12:00', '14:00', '15:00', '16:00']
const offered = Array.from({ length: 90 }, (_, days) => Temporal.PlainDate.from('2026-11-24').add({ days }))
  .filter((date) => lineRules(dental).hours.on(date).length > 0)
  .flatMap((date) => times.map((time) => `${date}T${time}`))
  .slice(1)
const slotsPerAttack = 4
const mostAsked = 30

/** The victim's own call, a day ago: what it booked must stand whatever others say. */
async function victimBooks(world: World): Promise<string> {
  const call = { callId: 'call-victim', caller: victim.phone }
  const { name, email } = victim
  const booked = await ask(
    world,
    request(world, 'bookAppointment', { slotId: slotId(start), customer: { name, email } }, call),
  )
  assert.equal(booked.outcome.status, 'succeeded')
  const found = await ask(world, request(world, 'findMyAppointments', { name }, call))
  assert.ok(found.outcome.status === 'succeeded')
  const [appointment] = found.outcome.result.appointments as { appointmentId: string }[]
  assert.ok(appointment)
  return appointment.appointmentId
}

function slotOf(line: typeof dental, local: string, madeAt: Temporal.Instant, signedBy = seals): string {
  const at = Temporal.PlainDateTime.from(local).toZonedDateTime(line.timeZone)
  const bookable = lineRules(line).bookables[0]
  const calendar = bookable?.providers[0]?.calendar
  if (bookable === undefined || calendar === undefined) throw new Error('the line has no service')
  return slotIdOf(
    { start: at, end: at.add({ minutes: 30 }), service: bookable.service.name, calendar },
    line,
    madeAt,
    signedBy,
  )
}

async function sceneIn(world: World): Promise<Omit<Scene, 'slots'>> {
  const now = world.clock.now()
  return {
    foreignSlot: slotOf(salon, '2026-11-25T11:00', now),
    forgedSlot: slotOf(dental, '2026-11-25T03:00', now, sealsOf([secretFrom('guessed')])),
    staleSlot: slotOf(dental, '2026-11-26T10:00', now.subtract({ minutes: 61 })),
    victimsAppointment: await victimBooks(world),
    victimsStart: start,
    otherLine: salon.id,
  }
}

/** All that stands outside, as the simulators know it. */
function outside(world: World) {
  const events = world.calendar.events(calendarId)
  return {
    victims: JSON.stringify(events.filter((event) => JSON.stringify(event).includes(victim.email))),
    contact: JSON.stringify(world.crm.contacts.filter((contact) => JSON.stringify(contact).includes(victim.email))),
    events: events.filter(({ status }) => status !== 'cancelled').length,
    messages: world.carrier.messages.length,
    contacts: world.crm.contacts.length,
    salon: world.calendar.events(salon.booking.calendarId).length,
    calls: world.carrier.calls.length,
  }
}

/** What happened that this call had no right to; empty is as it must be. */
async function trespasses(
  world: World,
  before: ReturnType<typeof outside>,
  { callId, caller: mallory }: { readonly callId: string; readonly caller: string },
  told: string,
): Promise<string[]> {
  const now = outside(world)
  const wrong: string[] = []
  const unless = (isFine: boolean, what: string) => void (isFine || wrong.push(what))
  unless(now.victims === before.victims, "the victim's appointment was touched")
  unless(now.contact === before.contact, "the victim's contact was touched")
  unless(now.salon === 0, "another line's calendar was written to")
  unless(now.calls === before.calls, 'somebody was rung')
  const { bookingsPerCall, smsPerCall, effectsPerNumberPerDay } = dental.limits
  unless(now.events - before.events <= bookingsPerCall, 'more was booked than a call may book')
  unless(now.messages - before.messages <= smsPerCall, 'more messages were sent than a call may send')
  unless(now.contacts - before.contacts <= effectsPerNumberPerDay, 'more contacts were made than a number may make')
  for (const { to, body } of world.carrier.messages.slice(before.messages)) {
    unless(to === mallory, `a message went to ${to}`)
    unless(!/https?:|evil|\n\n/.test(body), 'a message carries what the caller made up')
  }
  for (const event of world.calendar.events(calendarId)) {
    const text = `${event.summary}\n${event.description}`
    unless(!/[<>{}]|https?:|\u202e/.test(text), 'an event carries what the caller made up')
    unless((event.description?.match(/^Phone:/gm) ?? []).length <= 1, 'an event has a line that the caller made up')
    const at = Temporal.Instant.from(event.start?.dateTime ?? '').toZonedDateTimeISO(dental.timeZone)
    unless(at.hour >= 9 && at.hour < 18, 'an event lies outside of the opening hours')
  }
  const callbacks = (await world.records.callbacks.ofCall(callId)).concat()
  unless(callbacks.length <= 1, 'more than one callback was promised')
  for (const { caller, lineId } of callbacks)
    unless(caller === mallory && lineId === dental.id, 'a callback is for somebody else')
  for (const event of world.published) {
    if (isEvent(event, 'call.escalated') && event.data.callId === callId)
      unless(event.data.caller === mallory, 'staff were told of somebody else')
  }
  unless(
    !told.includes('10:00:00+01:00') && !told.includes(victim.phone) && !told.includes(victim.email),
    'the caller learned of the victim',
  )
  return wrong
}

for (const language of ['de', 'en'] as const) {
  describe(`fifty callers who attack, in ${language === 'de' ? 'German' : 'English'}, and a model that obeys them`, () => {
    let world: World
    let scene: Omit<Scene, 'slots'>
    before(async () => {
      world = await openWorld({ lines: [dental, salon] })
      scene = await sceneIn(world)
    })
    after(() => world?.[Symbol.asyncDispose]())

    const rows = attacks.flatMap((attack) => attack[language].map((says, nth) => ({ attack, says, nth })))
    test('are fifty', () => assert.equal(rows.length, 50))
    for (const [index, { attack, says, nth }] of rows.entries()) {
      test(`${attack.wants}: "${says}"`, async () => {
        const from = index * slotsPerAttack
        const slots = offered.slice(from, from + mostAsked).map((local) => slotId(local))
        const call = { callId: `call-${language}-${index}`, caller: callerOf(index) }
        const was = outside(world)
        const told = await obeyed(attack.obeys({ ...scene, slots }, nth), call)
        assert.deepEqual(await trespasses(world, was, call, told), [])
      })
    }

    test('and one who asks for thirty bookings gets as many as a call may have', async () => {
      const from = (rows.length + 1) * slotsPerAttack
      const asked = offered.slice(from, from + mostAsked).map((local, i) => {
        return {
          tool: 'bookAppointment',
          arguments: { slotId: slotId(local), customer: { name: 'Ada Lovelace' }, another: { for: `friend ${i}` } },
        }
      })
      const was = outside(world)
      await obeyed(asked, { callId: `call-${language}-thirty`, caller: callerOf(98) })
      assert.equal(outside(world).events - was.events, dental.limits.bookingsPerCall)
    })

    test('and an honest one gets what they ask for, in the same world', async () => {
      const slots = offered.slice(rows.length * slotsPerAttack).map((local) => slotId(local))
      const call = { callId: `call-${language}-honest`, caller: callerOf(99) }
      const told = await obeyed(
        [{ tool: 'bookAppointment', arguments: { slotId: slots[0], customer: { name: 'Ada Lovelace' } } }],
        call,
      )
      assert.match(told, /"status":"succeeded".*"sms-sent"/)
    })

    /** Everything that the model was told in return. */
    async function obeyed(asked: readonly Asks[], call: { readonly callId: string; readonly caller: string }) {
      const answers: unknown[] = []
      for (const { tool, arguments: args } of asked) {
        answers.push((await ask(world, request(world, tool, { ...args }, { ...call, language }))).outcome)
      }
      return JSON.stringify(answers)
    }
  })
}
