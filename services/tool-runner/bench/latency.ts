import { subscribe } from 'node:diagnostics_channel'
import { parseArgs } from 'node:util'
import type { Bus } from '@frontdesk/bus'
import { type DataOf, makeEvent } from '@frontdesk/events'
import { type ToolName, toolCatalogue } from '@frontdesk/tools'
import { type EnginesName, engineNames, isEnginesName, openGround } from '../campaign/engines.ts'
import { openBus } from '../campaign/places.ts'
import { within } from '../campaign/waits.ts'
import { startToolRunner } from '../src/service.ts'
import { request, type World } from '../test/world.ts'

// `node services/tool-runner/bench/latency.ts [bookings] [--engines sqlite,google]`: from a tool call on the bus to its answer off
// the bus, on one machine, with vendors that answer at once. The vendors' part is the time in which at least one request was with
// one of them; the rest is ours: the bus both ways, the ledger, the claims, and our own work. Of Google's engines it is the
// adapters' part that is measured: an emulator next door says nothing of the service.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { engines: { type: 'string', default: 'sqlite' } },
})
const bookings = Number(positionals[0] ?? 60)
const warmUps = 5
/** A caller has long been told something else by then. */
const longestAnswerMs = 30_000
const print = (line: string) => void process.stdout.write(`${line}\n`)

type Completed = DataOf<'tool.completed'>

interface Took {
  readonly allMs: number
  readonly vendorsMs: number
}

/** How long requests to vendors were under way, by what Node tells of its HTTP clients; the engines' speak HTTP/2. */
function timeWithVendors(): () => number {
  let [under, sinceMs, totalMs] = [0, 0, 0]
  const begins = () => {
    if (under === 0) sinceMs = performance.now()
    under += 1
  }
  const ends = () => {
    under -= 1
    if (under === 0) totalMs += performance.now() - sinceMs
  }
  for (const name of ['http.client.request.start', 'undici:request:create']) subscribe(name, begins)
  const endings = ['http.client.response.finish', 'http.client.request.error', 'undici:request:trailers']
  for (const name of [...endings, 'undici:request:error']) subscribe(name, ends)
  return () => totalMs
}

const vendorsMs = timeWithVendors()

async function asker(world: World, bus: Bus) {
  const waiting = new Map<string, (answer: Completed) => void>()
  await bus.subscribe(
    { name: 'bench', topic: 'tool-results' },
    { 'tool.completed': async ({ data }) => waiting.get(data.toolCallId)?.(data) },
  )
  return async (tool: ToolName, args: Record<string, unknown>, of: { callId: string; caller: string }) => {
    const requested = request(world, tool, args, of)
    const { promise, resolve } = Promise.withResolvers<Completed>()
    waiting.set(requested.toolCallId, resolve)
    const [startMs, beforeMs] = [performance.now(), vendorsMs()]
    await bus.publish(makeEvent('tool.requested', requested, { by: 'bench', at: world.clock.now() }))
    const { outcome } = await within(longestAnswerMs, `the answer of ${tool} in ${of.callId}`, promise)
    const took: Took = { allMs: performance.now() - startMs, vendorsMs: vendorsMs() - beforeMs }
    if (outcome.status !== 'succeeded') throw new Error(`${tool}: ${JSON.stringify(outcome)}`)
    return { took, result: outcome.result }
  }
}

const shares = (valuesMs: readonly number[]): string => {
  const sorted = valuesMs.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1).padStart(6)
  return `p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  most ${at(1)} ms`
}

function report(tool: ToolName, tooks: readonly Took[]): void {
  print(`${tool}, ${tooks.length} times`)
  print(`  all      ${shares(tooks.map(({ allMs }) => allMs))}`)
  print(`  vendors  ${shares(tooks.map(({ vendorsMs }) => vendorsMs))}`)
  print(`  ours     ${shares(tooks.map(({ allMs, vendorsMs }) => allMs - vendorsMs))}`)
}

async function measure(name: EnginesName): Promise<void> {
  await using ground = await openGround(name)
  await using world = await ground.openWorld()
  await using bus = await openBus(world.place)
  const { records, parts, addresses, clock } = world
  await using _service = await startToolRunner({
    bus,
    records,
    lines: parts.lines,
    clock,
    log: parts.log,
    ...addresses,
  })
  const ask = await asker(world, bus)
  const found: Took[] = []
  const booked: Took[] = []
  for (let n = 0; n < bookings + warmUps; n += 1) {
    const of = { callId: `call-${n}`, caller: `+491511${String(n).padStart(7, '0')}` }
    const availability = await ask('findAvailability', { date: '2026-11-25', service: 'Check-up' }, of)
    const [slot] = toolCatalogue.findAvailability.result.parse(availability.result).slots
    if (slot === undefined) throw new Error('no slot is left')
    const booking = await ask('bookAppointment', { slotId: slot.slotId, customer: { name: 'Ada Lovelace' } }, of)
    if (n < warmUps) continue
    found.push(availability.took)
    booked.push(booking.took)
  }
  print(name === 'sqlite' ? 'SQLite' : 'Pub/Sub and Firestore')
  report('findAvailability', found)
  report('bookAppointment', booked)
}

for (const name of values.engines.split(',')) {
  if (!isEnginesName(name)) throw new RangeError(`--engines: ${name} is none of ${engineNames.join(', ')}`)
  await measure(name)
}
