import { parseArgs } from 'node:util'
import { Child } from './child.ts'
import { type FromLoad, fromLoadSchema, fromServerSchema } from './messages.ts'
import { printReport, type Step } from './report.ts'

/**
 * The gateway on one core between a carrier and a model on the other, beside the smallest possible relay in the same run.
 *   pnpm bench --calls 20,100,200,300 --seconds 3 --delta-ms 100 --only gateway
 */
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    calls: { type: 'string', default: '20,100,200,300' },
    seconds: { type: 'string', default: '3' },
    /** How much the model says in one message. */
    'delta-ms': { type: 'string', default: '100' },
    only: { type: 'string' },
  },
})

const gatewayCore = 0
const loadCore = 1
const seconds = Number(values.seconds)
const steps: Step[] = []
for (const calls of values.calls.split(',').map(Number)) {
  for (const kind of ['relay', 'gateway'] as const) {
    if (values.only !== undefined && values.only !== kind) continue
    const step = await measure(kind, calls)
    steps.push(step)
    console.error(`${kind} with ${calls} calls is measured`)
  }
}
printReport(steps)

async function measure(kind: Step['kind'], calls: number): Promise<Step> {
  await using load = new Child('./load.ts', loadCore, [values['delta-ms']])
  const ready = await nextOf(load, 'ready')
  await using server = new Child(`./${kind}.ts`, gatewayCore)
  server.send({ modelUrl: ready.modelUrl })
  const serving = await server.next(fromServerSchema)
  if (serving.is !== 'serving') throw new Error('the server answered what it was not asked')
  const { is: _, ...target } = serving
  load.send({ target, calls, seconds })
  await nextOf(load, 'measuring')
  const before = await usage(server, 'usage')
  await nextOf(load, 'measured')
  const after = await usage(server, 'usage')
  const result = await nextOf(load, 'result')
  // A collection takes a moment, in which no call is measured any more.
  const { rssBytes } = await usage(server, 'collect')
  const cpuMsPerCallMinute = ((after.cpuMs - before.cpuMs) / calls / seconds) * 60
  return { ...{ kind, calls, seconds, cpuMsPerCallMinute, rssBytes }, ...result }
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
