import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { crmFailures } from '@frontdesk/simulators/crm'
import { ask, booking, calendarId, hurried, openWorld, request, standing, type World } from './world.ts'

// Every way in which a vendor can fail once, at every call of a booking: in the end there is one of each.

const status = (code: number) => ({ status: code, body: { code: 20000 + code, status: code, message: 'trouble' } })
const late = { latencyMs: hurried.vendorTimeoutMs + 60 }
const ways = {
  'dies before it does anything': { reset: true },
  'dies after the effect': { resetAfterEffect: true },
  'never answers, having done it': { hangAfterEffect: true },
  'does it after we stopped waiting': late,
  'answers 502, having done it': { failAfterEffect: status(502) },
  'answers 503': { fail: status(503) },
  'asks to slow down': { fail: status(429) },
  'breaks off its answer': { garble: true },
} as const
type Way = (typeof ways)[keyof typeof ways]

const calls: Readonly<Record<string, (world: World, way: Way) => { readonly met: number }>> = {
  'the look at the calendar': (world, way) => world.calendar.trouble.add({ on: 'freebusy.query', times: 1, ...way }),
  'the writing of the event': (world, way) => world.calendar.trouble.add({ on: 'events.insert', times: 1, ...way }),
  'the second look': (world, way) => world.calendar.trouble.add({ on: 'events.list', times: 1, ...way }),
  'the search for the contact': (world, way) => world.crm.trouble.add({ on: 'objects.search', times: 1, ...way }),
  'the making of the contact': (world, way) => world.crm.trouble.add({ on: 'objects.create', times: 1, ...way }),
  'the SMS': (world, way) => world.carrier.trouble.rest({ on: 'messages.create', times: 1, ...way }),
}

describe('a booking has one of each effect when', { concurrency: 3 }, () => {
  for (const [what, arm] of Object.entries(calls)) {
    test(`${what} fails, in whatever way`, async () => {
      await using world = await openWorld()
      for (const [index, [how, way]] of Object.entries(ways).entries()) {
        const armed = arm(world, way)
        const caller = `+49151123456${String(index).padStart(2, '0')}`
        const args = booking(
          `2026-11-24T${String(9 + Math.floor(index / 2)).padStart(2, '0')}:${index % 2 ? '30' : '00'}`,
        )
        if (index > 7) throw new Error('more ways than slots in the morning')
        const requested = request(world, 'bookAppointment', args, { caller, callId: `call-${index}` })
        const { outcome, effects } = await ask(world, requested)
        assert.equal(outcome.status, 'succeeded', `${how}: ${JSON.stringify(outcome)}`)
        assert.deepEqual(effects.map(({ vendor }) => vendor).sort(), ['calendar', 'crm', 'sms'], how)
        assert.equal(armed.met, 1, how)
        assert.equal(standing(world).length, index + 1, how)
        assert.equal(world.crm.contacts.filter(({ properties }) => properties.phone === caller).length, 1, how)
        assert.equal(world.carrier.messages.filter(({ to }) => to === caller).length, 1, how)
      }
      const lines = world.logged.join('')
      assert.doesNotMatch(lines, /lovelace|49151|example\.org/i, 'I4: nothing of the caller is logged')
    })
  }
})

describe('a vendor that stays away', { concurrency: 3 }, () => {
  test('when it is the calendar: a failure that says which, nothing settled, and the next ask may succeed', async () => {
    await using world = await openWorld()
    const armed = world.calendar.trouble.add({ on: 'freebusy.query', fail: status(503) })
    const failed = await ask(world, request(world, 'bookAppointment', booking('2026-11-24T10:00')))
    assert.ok(failed.outcome.status === 'failed')
    assert.equal(failed.outcome.error.code, 'calendar-unavailable')
    armed.remove()
    const again = await ask(world, request(world, 'bookAppointment', booking('2026-11-24T10:00')))
    assert.equal(again.outcome.status, 'succeeded')
    assert.equal(standing(world).length, 1)
  })

  test('when it is the calendar in the middle: unknown, never a guess; the next ask finds out', async () => {
    await using world = await openWorld()
    const armed = [
      world.calendar.trouble.add({ on: 'events.insert', times: 1, resetAfterEffect: true }),
      world.calendar.trouble.add({ on: ['events.get', 'events.insert'], reset: true }),
    ]
    const unclear = await ask(world, request(world, 'bookAppointment', booking('2026-11-24T10:00')))
    assert.equal(unclear.outcome.status, 'unknown')
    for (const one of armed) one.remove()
    const again = await ask(world, request(world, 'bookAppointment', booking('2026-11-24T10:00')))
    assert.equal(again.outcome.status, 'succeeded')
    assert.deepEqual([standing(world).length, world.crm.contacts.length, world.carrier.messages.length], [1, 1, 1])
  })

  test('when it refuses us for good: told once, and not tried on', async () => {
    await using world = await openWorld()
    world.calendar.trouble.add({ on: 'events.insert', fail: status(403) })
    const { outcome } = await ask(world, request(world, 'bookAppointment', booking('2026-11-24T10:00')))
    assert.ok(outcome.status === 'failed')
    assert.equal(outcome.error.code, 'calendar-unavailable')
    assert.equal(world.calendar.asked.filter(({ call }) => call === 'events.insert').length, 1)
    assert.match(world.logged.join(''), /a person must act/)
  })

  test('when it is the CRM, or the SMS: the booking stands and says what it lacks', async () => {
    await using world = await openWorld()
    world.crm.trouble.add({ fail: crmFailures.unavailable })
    world.carrier.trouble.rest({ on: 'messages.create', fail: status(500) })
    const { outcome, effects } = await ask(world, request(world, 'bookAppointment', booking('2026-11-24T10:00')))
    assert.ok(outcome.status === 'succeeded')
    assert.equal(outcome.result.confirmation, 'no-sms')
    assert.deepEqual(
      effects.map(({ vendor }) => vendor),
      ['calendar'],
    )
  })

  test('when everything hangs: the answer is there before the caller has gone', async () => {
    await using world = await openWorld()
    world.crm.trouble.add({ hang: true })
    world.carrier.trouble.rest({ hang: true })
    const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00'), { withinMs: 2_500 })
    const { outcome, completedAt } = await ask(world, requested)
    assert.equal(outcome.status, 'succeeded')
    assert.ok(completedAt < requested.deadlineAt)
  })
})

describe('the deadline', () => {
  test('that is past before anything was begun: nothing is done, and the same wish may come again', async () => {
    await using world = await openWorld()
    const { outcome } = await ask(
      world,
      request(world, 'bookAppointment', booking('2026-11-24T10:00'), { withinMs: -1 }),
    )
    assert.ok(outcome.status === 'failed')
    assert.equal(outcome.error.code, 'too-late')
    assert.equal(world.calendar.asked.length, 0)
    assert.equal(
      (await ask(world, request(world, 'bookAppointment', booking('2026-11-24T10:00')))).outcome.status,
      'succeeded',
    )
  })

  for (const [how, way, expected] of [
    ['was done', { hangAfterEffect: true }, 'succeeded'],
    ['was not done', { hang: true }, 'failed'],
  ] as const) {
    test(`that passes while the event ${how}: unknown at first, looked up and settled by the next delivery, and not begun anew`, async () => {
      await using world = await openWorld()
      world.calendar.trouble.add({ on: 'events.insert', times: 1, ...way })
      const first = request(world, 'bookAppointment', booking('2026-11-24T10:00'), { withinMs: 300 })
      assert.equal((await ask(world, first)).outcome.status, 'unknown')
      const late = request(world, 'bookAppointment', booking('2026-11-24T10:00'), { withinMs: -1 })
      // Nobody waits for the rest of the first try: the bus brings the request again.
      let answer = await ask(world, late)
      for (let tries = 0; answer.outcome.status === 'unknown' && tries < 50; tries += 1) {
        await world.clock.sleep(20)
        answer = await ask(world, request(world, 'bookAppointment', booking('2026-11-24T10:00'), { withinMs: -1 }))
      }
      assert.equal(answer.outcome.status, expected)
      assert.equal(world.calendar.events(calendarId).length, expected === 'succeeded' ? 1 : 0)
    })
  }
})
