import { parseArgs } from 'node:util'
import { startStorageServer } from './storage-server.ts'

/** The server as a process of its own: `node libs/emulators/src/storage/main.ts --port 9199 --bucket recordings`. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '9199' }, bucket: { type: 'string', multiple: true, default: [] } },
})
const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  throw new RangeError(`--port is to be a port, not ${values.port}`)
const server = await startStorageServer({ port, buckets: values.bucket })
process.stdout.write(`STORAGE_EMULATOR_HOST=${server.url}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server[Symbol.asyncDispose]())
