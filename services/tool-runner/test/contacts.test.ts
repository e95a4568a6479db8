import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { vendorsOf } from '../src/service.ts'
import { ask, booking, openWorld, request, type World } from './world.ts'

const times = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '14:00', '14:30', '15:00', '15:30']
const at = (n: number) => `2026-11-2${4 + Math.floor(n / times.length)}T${times[n % times.length]}`
const book = (world: World, n: number, customer: Record<string, unknown> = {}, caller = '+4915112345678') =>
  ask(
    world,
    request(world, 'bookAppointment', booking(at(n), customer), { callId: `call-${n}`, caller, withinMs: 60_000 }),
    { ...world.parts, vendors: { ...world.parts.vendors, crm: vendorsOf(world.addresses, 3_000).crm } },
  )
const lead = (world: World, n: number, contact: string, name = 'Ada Lovelace') =>
  ask(
    world,
    request(world, 'logLead', { name, contact, qualifyingInfo: 'Veneers.' }, { callId: `lead-${n}`, withinMs: 60_000 }),
  )
/** The CRM's search finds nothing of what this test makes. */
const openBehind = async () => {
  const world = await openWorld({ timing: { leaseMs: 10_000, vendorTimeoutMs: 3_000 } })
  world.crm.setSearchLag(3_600_000)
  return world
}

describe('one person is one contact', () => {
  test('when they ring twice before the search of the CRM knows of the first', async () => {
    await using world = await openBehind()
    const first = await book(world, 0)
    const second = await book(world, 1)
    assert.equal(world.crm.contacts.length, 1)
    const crm = [first, second].map(({ effects }) => effects.find(({ vendor }) => vendor === 'crm'))
    assert.deepEqual(
      crm.map((effect) => [effect?.action, effect?.reference]),
      [
        ['created', world.crm.contacts[0]?.id],
        ['updated', world.crm.contacts[0]?.id],
      ],
    )
  })

  test('when bookings and leads of eight calls come at once, however the name is written', async () => {
    await using world = await openBehind()
    const names = ['Ada Lovelace', 'ada lovelace', 'Frau Ada Lovelace', 'Lovelace, Ada']
    await Promise.all([
      ...names.map((name, n) => book(world, n, { name })),
      ...names.map((name, n) => lead(world, n, '+49 151 12345678', name)),
    ])
    assert.equal(world.crm.contacts.length, 1)
    assert.equal(world.crm.notesOf(world.crm.contacts[0]?.id ?? '').length, 4)
  })

  test('when they give an e-mail address the second time, and ring from elsewhere the third', async () => {
    await using world = await openBehind()
    await book(world, 0)
    await book(world, 1, { email: 'ada@example.org' })
    await book(world, 2, { email: 'Ada@example.org' }, '+4915112345699')
    assert.deepEqual(
      world.crm.contacts.map(({ properties }) => [properties.phone, properties.email]),
      [['+4915112345678', 'ada@example.org']],
    )
  })

  test('whom staff wrote down by hand, in the way that people write a number, or as a mobile', async () => {
    await using world = await openWorld()
    world.crm.addContact({ firstname: 'Ada', lastname: 'Lovelace', phone: '+49 1511 2345678' })
    world.crm.addContact({ firstname: 'Grace', lastname: 'Hopper', mobilephone: '+4915112345699' })
    await book(world, 0)
    await book(world, 1, { name: 'Grace Hopper' }, '+4915112345699')
    assert.equal(world.crm.contacts.length, 2)
  })

  test('who was deleted from the CRM is made anew, once', async () => {
    await using world = await openBehind()
    const gone = (await book(world, 0)).effects.find(({ vendor }) => vendor === 'crm')?.reference ?? ''
    const { apiUrl } = world.addresses.crm
    const deleted = await fetch(`${apiUrl}/crm/v3/objects/contacts/${gone}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer pat-test' },
    })
    assert.equal(deleted.status, 204)
    await book(world, 1)
    await book(world, 2)
    assert.equal(world.crm.contacts.length, 1)
  })
})

test('two people of one number are two contacts where their addresses say so', async () => {
  await using world = await openBehind()
  await book(world, 0, { name: 'Kim Park', email: 'kim@example.org' })
  await book(world, 1, { name: 'Kim Park', email: 'kim.junior@example.org' })
  await book(world, 2, { name: 'Kim Park', email: 'kim@example.org' })
  assert.deepEqual(
    world.crm.contacts.map(({ properties }) => properties.email),
    ['kim@example.org', 'kim.junior@example.org'],
  )
})

test('a contact whose making nobody answered is not made again', async () => {
  await using world = await openWorld({ timing: { leaseMs: 800, restMs: 50 } })
  world.crm.trouble.add({ on: 'objects.create', times: 1, resetAfterEffect: true })
  await lead(world, 0, '+4915112345678')
  await lead(world, 1, '+4915112345678')
  assert.equal(world.crm.contacts.length, 1)
})
