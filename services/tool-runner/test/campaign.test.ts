import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DataOf } from '@frontdesk/events'
import { finishAfterCall } from '../src/after-call.ts'
import { toolRunner } from '../src/run-tool.ts'
import { ask, booking, calendarId, hurried, ofOurs, openWorld, request, type World } from './world.ts'

// A process that dies between any two operations, a vendor that fails at any call, or both; then the bus delivers again. The
// vendors' own lists say what really happened.

const seeds = 60
const runsAtOnce = 3

/** Numbers in [0, 1) that a seed brings forth again (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

class Died extends Error {}

/** A process's life: it ends at the nth operation, before or behind it; nothing that it does after that leaves it. */
function lifeOf(operations: number) {
  let left = operations
  let isDead = false
  const breathe = () => {
    left -= 1
    if (left <= 0) isDead = true
    if (isDead) throw new Died()
  }
  /** The same object, whose methods are operations of that life. */
  const mortal = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, key, receiver) {
        const value: unknown = Reflect.get(target, key, receiver)
        if (typeof value !== 'function') return value
        return async (...args: unknown[]) => {
          breathe()
          const result: unknown = await value.apply(target, args)
          breathe()
          return result
        }
      },
    })
  return { mortal, isDead: () => isDead }
}

function mortalParts({ parts }: World, { mortal }: ReturnType<typeof lifeOf>): World['parts'] {
  const { calendar, crm, sms } = parts.vendors
  const { ledger, callbacks } = parts.records
  return {
    ...parts,
    bus: mortal(parts.bus),
    records: { ...parts.records, ledger: mortal(ledger), callbacks: mortal(callbacks) },
    vendors: { calendar: mortal(calendar), crm: mortal(crm), sms: mortal(sms) },
  }
}

const ways = [
  { reset: true },
  { resetAfterEffect: true },
  { hangAfterEffect: true },
  { latencyMs: hurried.vendorTimeoutMs + 50 },
  { failAfterEffect: { status: 502, body: {} } },
  { fail: { status: 503, body: {} } },
  { fail: { status: 429, body: { code: 20429, status: 429, message: 'slow down' } } },
] as const

function armOne({ calendar, crm, carrier }: World, random: () => number): void {
  const way = ways[Math.floor(random() * ways.length)] ?? { reset: true }
  const trouble = { times: 1, skip: Math.floor(random() * 2), ...way }
  const at = Math.floor(random() * 6)
  if (at < 3)
    calendar.trouble.add({
      on: (['freebusy.query', 'events.insert', 'events.list'] as const)[at] ?? 'events.get',
      ...trouble,
    })
  else if (at < 5) crm.trouble.add({ ...trouble, skip: trouble.skip + at - 3 })
  else carrier.trouble.rest(trouble)
}

/** A request as the bus carries it: its first deliveries die, a later one lives. */
async function deliver(world: World, requested: DataOf<'tool.requested'>, deaths: readonly number[]): Promise<number> {
  let died = 0
  for (const operations of deaths) {
    const life = lifeOf(operations)
    await ask(world, requested, mortalParts(world, life)).catch((error: unknown) => {
      // What a dead process does with the error is nobody's business.
      if (!life.isDead()) throw error
    })
    if (life.isDead()) died += 1
  }
  await ask(world, requested)
  return died
}

async function run(seed: number): Promise<string[]> {
  const random = randomFrom(seed)
  await using world = await openWorld({ timing: { leaseMs: 900 } })
  const { records, crm, carrier } = world
  const [callId, caller] = [`call-${seed}`, '+4915112345678']
  const email = random() < 0.5 ? { email: 'ada@example.org' } : {}
  const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00', email), {
    callId,
    caller,
    withinMs: 60_000,
  })
  const { toolCallId, tool, requestedAt } = requested
  await records.calls.admit({
    callId,
    lineId: requested.lineId,
    callSid: `CA${seed}`,
    caller,
    called: '+4930',
    startedAt: requestedAt,
    gateway: 'g',
    heartbeatAt: requestedAt,
    recording: 'none',
  })
  await records.journal.append(callId, [
    { kind: 'tool-requested', at: requestedAt, toolCallId, tool, arguments: requested.arguments },
  ])
  if (random() < 0.7) armOne(world, random)
  const deaths = Array.from({ length: Math.floor(random() * 3) }, () => 1 + Math.floor(random() * 40))
  await deliver(world, requested, deaths)
  // The model asks again, as models do.
  const again = await ask(world, { ...requested, toolCallId: 'asked-again' })
  const runner = toolRunner(world.parts)
  await finishAfterCall(requested, world.parts, runner, new AbortController().signal)
  const seen = {
    events: world.calendar.events(calendarId).length,
    standing: ofOurs(world).length,
    contacts: crm.contacts.length,
    messages: carrier.messages.length,
  }
  const wrong = Object.entries(seen)
    .filter(([, count]) => count !== 1)
    .map(([what, count]) => `seed ${seed}: ${count} ${what}`)
  if (again.outcome.status !== 'succeeded') wrong.push(`seed ${seed}: the last answer is ${again.outcome.status}`)
  else if (again.outcome.result.confirmation !== 'sms-sent') wrong.push(`seed ${seed}: the SMS was sent and not told`)
  return wrong
}

describe('a campaign of faults', { concurrency: runsAtOnce }, () => {
  const size = seeds / runsAtOnce
  for (let part = 0; part < runsAtOnce; part += 1) {
    test(`seeds ${part * size + 1} to ${(part + 1) * size}: no effect is doubled, none is lost`, async () => {
      const wrong: string[] = []
      for (let seed = part * size + 1; seed <= (part + 1) * size; seed += 1) wrong.push(...(await run(seed)))
      assert.deepEqual(wrong, [])
    })
  }
})
