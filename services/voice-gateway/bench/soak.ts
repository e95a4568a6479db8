import { parseArgs } from 'node:util'
import { Child } from './child.ts'
import { CallerSide, post, ring, type Target } from './load/caller.ts'
import { type ModelSession, modelServer, type Tallies } from './load/model.ts'
import { Tally } from './load/stamps.ts'
import { fromServerSchema } from './messages.ts'

/**
 * Calls that come and go for as long as one likes, and what the gateway holds meanwhile: memory after a collection, sockets,
 * timers. At the end every call is hung up, and the gateway must hold no more than before the first one.
 *   pnpm soak --calls 50 --minutes 60
 */
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { calls: { type: 'string', default: '50' }, minutes: { type: 'string', default: '60' } },
})
const mostCalls = Number(values.calls)
const untilMs = performance.now() + Number(values.minutes) * 60_000
const callMs = { least: 20_000, most: 90_000 }
const tellEveryMs = 60_000
/** Sockets that are closed, calls that are settled, and the timers of what was just answered. */
const settleMs = 75_000

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const waitingForSession: ((session: ModelSession) => void)[] = []
const model = await modelServer(100, (session) => waitingForSession.shift()?.(session))
await using gateway = new Child('./gateway.ts', 0)
gateway.send({ modelUrl: model.url })
const serving = await gateway.next(fromServerSchema)
if (serving.is !== 'serving') throw new Error('the gateway answered what it was not asked')
const target: Target = serving

interface Held {
  readonly resources: Readonly<Record<string, number>>
  readonly rssMiB: number
  readonly heapMiB: number
}

async function held(): Promise<Held> {
  gateway.send('collect')
  const told = await gateway.next(fromServerSchema)
  if (told.is !== 'usage') throw new Error('the gateway answered what it was not asked')
  const mebibytes = (bytes: number) => Math.round((bytes / 2 ** 20) * 10) / 10
  return { resources: told.resources, rssMiB: mebibytes(told.rssBytes), heapMiB: mebibytes(told.heapBytes) }
}

const up = new Set<{ readonly caller: CallerSide; readonly session: ModelSession }>()
const total = { calls: 0, failed: 0, lost: 0, duplicated: 0, reordered: 0 }
let nextNumber = 0
let lastTickMs = performance.now()
const ticking = setInterval(() => {
  lastTickMs = performance.now()
  for (const { caller, session } of up) {
    caller.tick(lastTickMs)
    session.tick(lastTickMs)
  }
}, 2)

/** One at a time, so that the session that is opened belongs to the call that was rung. */
let dialling: Promise<void> = Promise.resolve()
function dialled(): Promise<{
  callSid: string
  call: { caller: CallerSide; session: ModelSession }
  tallies: Tallies
}> {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof dialled>>>()
  dialling = dialling.then(() => dial().then(resolve, reject))
  return promise
}

async function dial() {
  const callSid = `CA${String(Date.now()).padStart(20, '0')}${String(nextNumber++).padStart(12, '0')}`
  const opened = new Promise<ModelSession>((resolve) => waitingForSession.push(resolve))
  const socket = await ring(target, callSid)
  const session = await opened
  const window = { fromMs: performance.now() + 1_000, untilMs: Number.POSITIVE_INFINITY }
  const tallies = { fromCaller: new Tally(window), toCaller: new Tally(window) }
  session.belongsTo(tallies)
  return {
    callSid,
    call: { caller: new CallerSide(socket, callSid.replace(/^CA/, 'MZ'), 0, tallies), session },
    tallies,
  }
}

/** Calls one after the other, each for as long as people talk. */
async function talker(): Promise<void> {
  while (performance.now() < untilMs) {
    try {
      await talk()
    } catch (error) {
      total.failed++
      console.error('a call could not be made', error instanceof Error ? error.message : error)
      await pause(1_000)
    }
  }
}

async function talk(): Promise<void> {
  const { callSid, call, tallies } = await dialled()
  up.add(call)
  total.calls++
  await pause(
    Math.min(callMs.least + Math.random() * (callMs.most - callMs.least), Math.max(0, untilMs - performance.now())),
  )
  // What is under way when a call ends is not lost: the last second does not count.
  const missing = tallies.fromCaller.lostBefore(performance.now() - 1_000)
  up.delete(call)
  call.caller.hangUp()
  await post(target, '/voice/status', callSid, 'completed')
  total.lost += missing
  total.duplicated += tallies.fromCaller.duplicated
  total.reordered += tallies.fromCaller.reordered
}

const before = await held()
const rows: object[] = []
function tell(what: string, { resources, rssMiB, heapMiB }: Held): void {
  const { TCPSocketWrap: sockets = 0, Timeout: timers = 0 } = resources
  const row = { what, up: up.size, calls: total.calls, rssMiB, heapMiB, sockets, timers }
  rows.push(row)
  console.log(JSON.stringify(row))
}

tell('before', before)
const telling = setInterval(
  () => void held().then((now) => tell(`${Math.round((performance.now() - startedMs) / 60_000)} min`, now)),
  tellEveryMs,
)
const startedMs = performance.now()
await Promise.all(
  Array.from({ length: mostCalls }, async (_, i) => {
    // Spread out, so that calls come and go at any time.
    await pause(i * 400)
    await talker()
  }),
)
clearInterval(telling)
clearInterval(ticking)
await pause(settleMs)
const after = await held()
tell('after', after)
console.table(rows)
const grown = Object.entries(after.resources).filter(([kind, count]) => count > (before.resources[kind] ?? 0))
console.log(JSON.stringify({ ...total, left: Object.fromEntries(grown) }))
await model.close()
process.exitCode = grown.length > 0 || total.failed + total.lost + total.duplicated + total.reordered > 0 ? 1 : 0
