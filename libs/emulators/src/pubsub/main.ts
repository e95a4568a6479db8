import { parseArgs } from 'node:util'
import { startPubSubServer } from './pubsub-server.ts'

/** The server as a process of its own: `node libs/emulators/src/pubsub/main.ts --port 8085`. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '8085' }, 'certs-port': { type: 'string', default: '8086' } },
})
const server = await startPubSubServer({ port: portIn('port'), certsPort: portIn('certs-port') })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server[Symbol.asyncDispose]())
process.stdout.write(`PUBSUB_EMULATOR_HOST=${server.host}\nPUBSUB_PUSH_CERTS_URL=${server.certsUrl}\n`)

function portIn(option: keyof typeof values): number {
  const port = Number(values[option])
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new RangeError(`--${option} is to be a port, not ${values[option]}`)
}
