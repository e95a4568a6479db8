import { parseArgs } from 'node:util'
import { startBalancer } from './balancer.ts'

/** The balancer as a process of its own: `node …/balancer-main.ts --port 8080 --to gateway-1:8080 --to gateway-2:8080`. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '8080' }, to: { type: 'string', multiple: true, default: [] } },
})
const balancer = await startBalancer({ port: Number(values.port), host: '0.0.0.0' })
balancer.targets = values.to
process.stdout.write(`${values.to.join(' and ')} are answered at port ${balancer.port}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void balancer[Symbol.asyncDispose]())
