import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fuzz } from '../test/fuzz/fuzz.ts'

/**
 * `node services/voice-gateway/bench/fuzz.ts`: 100,000 malformed messages on both sockets and all webhooks of one gateway,
 * with a call like any other beside them. Fails when the gateway does, or when that call is harmed.
 */
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, messages: { type: 'string', default: '100000' } },
})
setFlagsFromString('--expose-gc')
globalThis.gc = runInNewContext('gc')
const report = await fuzz({ seed: Number(values.seed), messages: Number(values.messages) })
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
