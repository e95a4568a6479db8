import { parseArgs } from 'node:util'
import { startFirestoreServer } from './firestore-server.ts'

/** The server as a process of its own: `node libs/emulators/src/firestore/main.ts --port 8080`. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '8080' }, indexes: { type: 'string' } },
})
const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  throw new RangeError(`--port is to be a port, not ${values.port}`)
const indexFile = values.indexes ?? new URL('../../../../firestore.indexes.json', import.meta.url)
const server = await startFirestoreServer({ port, indexFile })
process.stdout.write(`FIRESTORE_EMULATOR_HOST=${server.host}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server[Symbol.asyncDispose]())
