import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type DataOf, makeEvent } from '@frontdesk/events'
import { calendarId, openBus, openWorld, request, slotId, standing, type World } from './world.ts'

// Alone: node --test services/tool-runner/test/slot-race.test.ts

const callers = 200
const runners = 4

/** The sixteen slots of Tuesday and the first four of Wednesday. Twenty minutes take as much of the grid as thirty do. */
const times = [
  ...['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00', '12:30'].map((time) => `2026-11-24T${time}`),
  ...['14:00', '14:30', '15:00', '15:30', '16:00', '16:30', '17:00', '17:30'].map((time) => `2026-11-24T${time}`),
  ...['09:00', '09:30', '10:00', '10:30'].map((time) => `2026-11-25T${time}`),
]

/** A runner in a process of its own, on the world's file. */
async function startRunner({ file, clock, addresses }: World): Promise<AsyncDisposable> {
  const program = fileURLToPath(new URL('./slot-race/runner.ts', import.meta.url))
  const startedAt = Temporal.Now.instant().toString()
  const settings = JSON.stringify({ file, startedAt, now: clock.now().toString(), addresses })
  const child = spawn(process.execPath, [program, settings], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended.then(() => assert.fail('a runner ended before it ran'))])
  return {
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await ended
    },
  }
}

test(`${callers} callers at once, ${times.length} slots, ${runners} runners: every slot has one, and the others hear what is free`, {
  timeout: 120_000,
}, async () => {
  await using world = await openWorld()
  await using bus = await openBus(world.file)
  const answers = new Map<string, DataOf<'tool.completed'>>()
  const all = Promise.withResolvers<void>()
  await using _listening = await bus.subscribe(
    { name: 'race', topic: 'tool-results', concurrency: callers },
    {
      'tool.completed': async ({ data }) => {
        answers.set(data.callId, data)
        if (answers.size === callers) all.resolve()
      },
    },
  )
  await using stack = new AsyncDisposableStack()
  for (const runner of await Promise.all(Array.from({ length: runners }, () => startRunner(world)))) stack.use(runner)

  const by = { by: 'test', at: world.clock.now() }
  const wishes = Array.from({ length: callers }, (_, i) => {
    const slot = slotId(times[i % times.length] ?? '', i % 3 === 0 ? 20 : 30)
    const customer = { name: `Caller ${String.fromCharCode(65 + (i % 26))}${i}` }
    const caller = `+4915100000${String(i).padStart(3, '0')}`
    const requested = request(
      world,
      'bookAppointment',
      { slotId: slot, customer },
      { callId: `call-${i}`, caller, withinMs: 110_000 },
    )
    return bus.publish(makeEvent('tool.requested', requested, by))
  })
  await Promise.all(wishes)
  await all.promise

  const outcomes = [...answers.values()].map(({ outcome }) => outcome)
  const booked = outcomes.filter(({ status }) => status === 'succeeded')
  const told = outcomes.filter((outcome) => outcome.status === 'failed' && outcome.error.code === 'slot-taken')
  assert.deepEqual([booked.length, told.length], [times.length, callers - times.length])
  for (const outcome of told) {
    assert.match(
      outcome.status === 'failed' ? outcome.error.message : '',
      /offer the nearest that are free: .* \(slotId [\w-]+\)/,
    )
  }
  const events = standing(world).map(({ start, end }) => [start.dateTime ?? '', end.dateTime ?? ''] as const)
  const inOrder = events.toSorted(([a], [b]) => Date.parse(a) - Date.parse(b))
  assert.equal(inOrder.length, times.length)
  for (const [i, [start]] of inOrder.entries()) {
    const before = inOrder[i - 1]?.[1]
    assert.ok(before === undefined || Date.parse(before) <= Date.parse(start), `${start} begins before ${before}`)
  }
  assert.equal(world.calendar.events(calendarId).length, times.length, 'nobody wrote what had to be taken back')
  assert.equal(world.carrier.messages.length, times.length)
})
