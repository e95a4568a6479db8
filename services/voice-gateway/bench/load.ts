import { putThisThreadFirst } from '../src/first-thread.ts'
import { CallerSide, ring } from './load/caller.ts'
import { type ModelSession, modelServer, type Tallies } from './load/model.ts'
import { frameMs, Tally } from './load/stamps.ts'
import { type Direction, type FromLoad, type Interruption, type Run, runSchema } from './messages.ts'

/** The carrier's and the model's side of every call, in one process, so that one clock stamps both ends. */
const deltaMs = Number(process.argv[2] ?? '100')
/**
 * A gateway runs for weeks, and has heard of everything: what its compiler does in the first minute is no cost of a call. So
 * before anything is measured every caller objects and is answered, a few times, and all is quiet for a while after each.
 */
const rounds = 4
const settleMs = 8_000
const graceMs = 600
const objectEveryMs = 10
const noticedAfterMs = 100
/** Longer than any line's shortest interruption. */
const loudFrames = 60
/** Behind the objection, as a voice detection waits for the end of a turn. */
const stoppedAfterMs = loudFrames * frameMs + 600
const answeredAfterMs = 1_500

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
  setInterval(() => {
    const nowMs = performance.now()
    for (const { caller, session } of calls) {
      caller.tick(nowMs)
      session.tick(nowMs)
    }
  }, 1)
  await dial(asked, window, calls)
  for (let i = 0; i < rounds; i++) {
    await interrupt(calls, asked.target.meantAfterMs)
    await pause(settleMs)
  }
  window.fromMs = performance.now()
  const before = performance.eventLoopUtilization()
  tell({ is: 'measuring' })
  await pause(asked.seconds * 1_000)
  window.untilMs = performance.now()
  const busy = performance.eventLoopUtilization(before).utilization
  tell({ is: 'measured' })
  await pause(graceMs)
  const interruptions = await interrupt(calls, asked.target.meantAfterMs)
  tell({
    is: 'result',
    toModel: summary(calls.map((call) => call.fromCaller)),
    toCaller: summary(calls.map((call) => call.toCaller)),
    interruptions,
    busy,
  })
}

/** Every caller objects, the model notices 100 ms later, and the agent answers. */
async function interrupt(calls: readonly Call[], meantAfterMs: number): Promise<Interruption[]> {
  const began = new Map<Call, number>()
  for (const [i, call] of calls.entries()) {
    call.caller.raiseVoice(loudFrames, meantAfterMs / frameMs)
    began.set(call, performance.now())
    setTimeout(() => call.session.speechStarted(), noticedAfterMs)
    setTimeout(() => call.session.speechStopped('No, wait, I have another question.'), stoppedAfterMs)
    // Unevenly: answers that begin in step would stay in step.
    await pause(objectEveryMs * (0.5 + ((i * 0.618) % 1)))
  }
  await pause(stoppedAfterMs + answeredAfterMs)
  return [...began].flatMap(([{ caller }, atMs]) =>
    caller.cleared === undefined
      ? []
      : [{ clearMs: caller.cleared.atMs - atMs, behindMeantMs: caller.cleared.behindMeantMs }],
  )
}

function summary(tallies: readonly Tally[]): Direction {
  const latencies = Float64Array.from(tallies.flatMap((tally) => [...tally.latenciesMs])).sort()
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0)
  return {
    ...{ sent: sum((tally) => tally.sent), lost: sum((tally) => tally.lost) },
    ...{ duplicated: sum((tally) => tally.duplicated), reordered: sum((tally) => tally.reordered) },
    ...{ p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) },
  }
}

// What holds up the load would be counted as the gateway's.
putThisThreadFirst()
process.on('message', (message) => void run(runSchema.parse(message)))
process.once('disconnect', () => process.exit(0))
tell({ is: 'ready', modelUrl: model.url })
