import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { intentOf } from '../src/intent.ts'
import { vendorsOf } from '../src/service.ts'
import { ask, booking, dental, openWorld, request, standing, type World } from './world.ts'

/** Another runner: its own clients, the same records. */
const runnerOf = (world: World): World['parts'] => ({
  ...world.parts,
  vendors: vendorsOf(world.addresses, world.parts.timing.vendorTimeoutMs),
})

/** A runner of another house that writes into the same calendar: nothing but the calendar tells the two of each other. */
async function strangerTo(world: World): Promise<World['parts'] & AsyncDisposable> {
  const elsewhere = await openSqliteRecords(`${world.file}.of-others`)
  const records = { ...world.records, slotClaims: elsewhere.slotClaims }
  return { ...runnerOf(world), records, [Symbol.asyncDispose]: () => elsewhere[Symbol.asyncDispose]() }
}

for (const [how, createdAt] of [
  ['each in its own millisecond', undefined],
  ['all in the same second, as Google tells the time', 1_000],
] as const) {
  test(`twenty callers, two houses, one slot, ${how}: one gets it, nineteen hear that it is gone`, async () => {
    await using world = await openWorld({
      timing: { vendorTimeoutMs: 3_000, leaseMs: 6_000, tieMs: 1_000 },
      ...(createdAt === undefined ? {} : { calendarTicksMs: createdAt }),
    })
    await using stranger = await strangerTo(world)
    const runners = [runnerOf(world), stranger]
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => {
        const caller = `+49151000000${String(i).padStart(2, '0')}`
        const args = booking('2026-11-24T10:00', { name: `Caller Number ${String.fromCharCode(65 + i)}` })
        const requested = request(world, 'bookAppointment', args, { callId: `call-${i}`, caller, withinMs: 60_000 })
        return ask(world, requested, runners[i % 2])
      }),
    )
    const told = answers.map(({ outcome }) => (outcome.status === 'failed' ? outcome.error.code : outcome.status))
    assert.equal(told.filter((one) => one === 'succeeded').length, standing(world).length)
    assert.deepEqual(told.toSorted(), [...Array.from({ length: 19 }, () => 'slot-taken'), 'succeeded'])
    assert.equal(world.carrier.messages.length, 1)
    assert.equal(world.crm.contacts.length, 1)
  })
}

test('who comes in the same second as one who is content already gives way, whatever the ids say', async () => {
  await using world = await openWorld({
    calendarTicksMs: 3_600_000,
    timing: { vendorTimeoutMs: 3_000, leaseMs: 6_000 },
  })
  const wishes = ['call-a', 'call-b'].map((callId) => ({ callId, arguments: booking('2026-11-24T10:00') }))
  const keyOf = (wish: (typeof wishes)[number]) =>
    intentOf({ ...wish, line: dental, caller: '+4915112345678', tool: 'bookAppointment' }).key
  const [smaller, greater] = wishes.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  assert.ok(smaller && greater)
  await using stranger = await strangerTo(world)
  const askFor = ({ callId, arguments: args }: typeof smaller, parts = world.parts) =>
    ask(world, request(world, 'bookAppointment', args, { callId, withinMs: 60_000 }), parts)
  // The smaller id has looked, and is slow to write.
  const writing = Promise.withResolvers<void>()
  const isInsert = ({ method, path }: { method: string; path: string }) => {
    const fits = method === 'POST' && path.endsWith('/events')
    if (fits) writing.resolve()
    return fits
  }
  world.calendar.trouble.add({ on: isInsert, times: 1, latencyMs: 1_500 })
  const slow = askFor(smaller)
  await writing.promise
  const quick = await askFor(greater, stranger)
  assert.equal(quick.outcome.status, 'succeeded')
  const { outcome } = await slow
  assert.ok(outcome.status === 'failed')
  assert.equal(outcome.error.code, 'slot-taken')
  assert.equal(standing(world).length, 1)
})
