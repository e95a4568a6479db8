import { parseArgs } from 'node:util'
import { Child } from './child.ts'
import { type FromLoad, fromLoadSchema, fromServerSchema } from './messages.ts'
import { printRatios, printReport, type Step } from './report.ts'
import { stolenMs } from './stolen.ts'

/**
 * The gateway on one core between a carrier and a model on the other, beside the smallest possible relay in the same run.
 *   pnpm bench --calls 20,100,200,300 --seconds 10 --delta-ms 100 --only gateway
 * A machine that is not ours alone is faster in one minute than in the next: what the processor time of both is to each other
 * is told best by both at once on the same core, second by second. Delays are not measured then.
 *   pnpm bench --together --calls 100 --seconds 30
 */
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    calls: { type: 'string', default: '20,100,200,300' },
    seconds: { type: 'string', default: '10' },
    /** How much the model says in one message. */
    'delta-ms': { type: 'string', default: '100' },
    only: { type: 'string' },
    together: { type: 'boolean', default: false },
  },
})

if (values.together && values.only !== undefined) throw new Error('--together measures both: leave --only out')

const gatewayCore = 0
const loadCore = 1
const kinds = ['relay', 'gateway'] as const
const mostSettlingS = 90
const seconds = Number(values.seconds)
const steps: Step[] = []
for (const calls of values.calls.split(',').map(Number)) {
  if (values.together) printRatios(calls, await ratios(calls))
  else for (const kind of kinds) await measure(kind, calls)
}
if (!values.together) printReport(steps)

/** A server under measurement, and the load that keeps calls up on it. */
async function up(kind: Step['kind'], calls: number, forSeconds: number) {
  await using begun = new AsyncDisposableStack()
  const load = begun.use(new Child('./load.ts', loadCore, [values['delta-ms']]))
  const ready = await nextOf(load, 'ready')
  const server = begun.use(new Child(`./${kind}.ts`, gatewayCore))
  server.send({ modelUrl: ready.modelUrl })
  const serving = await server.next(fromServerSchema)
  if (serving.is !== 'serving') throw new Error('the server answered what it was not asked')
  const { is: _, ...target } = serving
  load.send({ target, calls, seconds: forSeconds })
  await nextOf(load, 'measuring')
  const both = begun.move()
  return { load, server, [Symbol.asyncDispose]: () => both.disposeAsync() }
}

async function measure(kind: Step['kind'], calls: number): Promise<void> {
  if (values.only !== undefined && values.only !== kind) return
  await using at = await up(kind, calls, seconds)
  const { load, server } = at
  const [before, stolenBeforeMs] = [await usage(server, 'usage'), stolenMs()]
  await nextOf(load, 'measured')
  const [after, stolenAfterMs] = [await usage(server, 'usage'), stolenMs()]
  const result = await nextOf(load, 'result')
  // A collection takes a moment, in which no call is measured any more.
  const { rssBytes } = await usage(server, 'collect')
  const cpuMsPerCallMinute = ((after.cpuMs - before.cpuMs) / calls / seconds) * 60
  const stolen = stolenAfterMs - stolenBeforeMs
  steps.push({ ...{ kind, calls, seconds, cpuMsPerCallMinute, rssBytes, stolenMs: stolen }, ...result })
  console.error(`${kind} with ${calls} calls is measured`)
}

/** What the gateway's processor time is to the relay's, in each second in which both had so many calls. */
async function ratios(calls: number): Promise<readonly number[]> {
  // The relay is in its window while the gateway still settles: it is long enough for both.
  await using relay = await up('relay', calls, seconds + mostSettlingS)
  await using gateway = await up('gateway', calls, seconds)
  const used = async () =>
    [(await usage(gateway.server, 'usage')).cpuMs, (await usage(relay.server, 'usage')).cpuMs] as const
  const told: number[] = []
  for (let before = await used(); told.length < seconds; ) {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const after = await used()
    told.push((after[0] - before[0]) / (after[1] - before[1]))
    before = after
  }
  return told
}

async function nextOf<I extends FromLoad['is']>(load: Child, is: I): Promise<Extract<FromLoad, { is: I }>> {
  const told = await load.next(fromLoadSchema)
  if (told.is !== is) throw new Error(`the load told ${told.is} where ${is} was due`)
  return told as Extract<FromLoad, { is: I }>
}

async function usage(server: Child, question: 'usage' | 'collect') {
  server.send(question)
  const told = await server.next(fromServerSchema)
  if (told.is !== 'usage') throw new Error('the server answered what it was not asked')
  return told
}
