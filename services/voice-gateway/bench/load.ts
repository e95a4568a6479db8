import { CallerSide, ring } from './load/caller.ts'
import { type ModelSession, modelServer, type Tallies } from './load/model.ts'
import { frameMs, Tally } from './load/stamps.ts'
import { type Direction, type FromLoad, type Interruption, type Run, runSchema } from './messages.ts'

/** The carrier's and the model's side of every call, in one process, so that one clock stamps both ends. */
const deltaMs = Number(process.argv[2] ?? '100')
/** A gateway runs for weeks: what its compiler does in the first half minute is no cost of a call. */
const settleMs = 30_000
const graceMs = 600
const interruptWithinMs = 2_500
const noticedAfterMs = 100
/** Longer than any line's shortest interruption. */
const loudFrames = 100

interface Call extends Tallies {
  readonly caller: CallerSide
  readonly session: ModelSession
}

const tell = (message: FromLoad) => process.send?.(message)
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const newSessions: ModelSession[] = []
const arrivals = new EventTarget()
const model = await modelServer(deltaMs, (session) => {
  newSessions.push(session)
  arrivals.dispatchEvent(new Event('session'))
})

async function nextSession(): Promise<ModelSession> {
  for (;;) {
    const session = newSessions.shift()
    if (session !== undefined) return session
    await new Promise((resolve) => arrivals.addEventListener('session', resolve, { once: true }))
  }
}

/** One after the other, so that the session that is opened belongs to the call that was rung. */
async function dial({ target, calls }: Run, window: { fromMs: number; untilMs: number }, up: Call[]): Promise<void> {
  for (let i = 0; i < calls; i++) {
    const callSid = `CA${String(Date.now()).padStart(20, '0')}${String(i).padStart(12, '0')}`
    const [socket, session] = await Promise.all([ring(target, callSid), nextSession()])
    const tallies = { fromCaller: new Tally(window), toCaller: new Tally(window) }
    session.belongsTo(tallies)
    const phaseMs = (i * 7.3) % frameMs
    up.push({ ...tallies, session, caller: new CallerSide(socket, callSid.replace(/^CA/, 'MZ'), phaseMs, tallies) })
  }
}

async function run(asked: Run): Promise<void> {
  const window = { fromMs: Number.POSITIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY }
  const calls: Call[] = []
  const ticking = setInterval(() => {
    const nowMs = performance.now()
    for (const { caller, session } of calls) {
      caller.tick(nowMs)
      session.tick(nowMs)
    }
  }, 1)
  await dial(asked, window, calls)
  await pause(settleMs)
  window.fromMs = performance.now()
  const before = performance.eventLoopUtilization()
  tell({ is: 'measuring' })
  await pause(asked.seconds * 1_000)
  window.untilMs = performance.now()
  const busy = performance.eventLoopUtilization(before).utilization
  tell({ is: 'measured' })
  await pause(graceMs)
  const interruptions = await interrupt(calls)
  clearInterval(ticking)
  for (const { caller } of calls) caller.hangUp()
  tell({
    is: 'result',
    toModel: summary(calls.map((call) => call.fromCaller)),
    toCaller: summary(calls.map((call) => call.toCaller)),
    interruptions,
    busy,
  })
}

/** Every caller objects, and the model notices 100 ms later. */
async function interrupt(calls: readonly Call[]): Promise<Interruption[]> {
  const began = new Map<Call, number>()
  for (const call of calls) {
    call.caller.raiseVoice(loudFrames)
    began.set(call, performance.now())
    setTimeout(() => call.session.speechStarted(), noticedAfterMs)
    await pause(3)
  }
  await pause(interruptWithinMs)
  return [...began].flatMap(
    ([
      {
        caller: { cleared },
      },
      atMs,
    ]) => (cleared === undefined ? [] : [{ clearMs: cleared.atMs - atMs, behindFrameMs: cleared.behindFrameMs }]),
  )
}

function summary(tallies: readonly Tally[]): Direction {
  const latencies = Float64Array.from(tallies.flatMap((tally) => tally.latenciesMs)).sort()
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0)
  return {
    ...{ sent: sum((tally) => tally.sent), lost: sum((tally) => tally.lost) },
    ...{ duplicated: sum((tally) => tally.duplicated), reordered: sum((tally) => tally.reordered) },
    ...{ p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) },
  }
}

process.on('message', (message) => void run(runSchema.parse(message)))
process.once('disconnect', () => process.exit(0))
tell({ is: 'ready', modelUrl: model.url })
