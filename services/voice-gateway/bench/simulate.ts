import { parseArgs } from 'node:util'
import { simulate } from '../test/simulation/simulate.ts'

/**
 * Runs the seeded simulation of test/simulation over many seeds: `node services/voice-gateway/bench/simulate.ts --seeds 5000`,
 * or one again: `--from 344 --seeds 1 --trace`. Ends with 1 when an invariant was broken.
 */
const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '2000' },
    trace: { type: 'boolean', default: false },
    /** Ends at the first seed that is red. */
    first: { type: 'boolean', default: false },
  },
})

const from = Number(values.from)
const beganMs = performance.now()
let run = 0
let red = 0
for (let seed = from; seed < from + Number(values.seeds); seed++) {
  const { violations, struck, trace } = await simulate(seed)
  run++
  if (values.trace) process.stdout.write(`${JSON.stringify(struck)}\n${trace}\n`)
  if (violations.length === 0) continue
  red++
  process.stdout.write(`seed ${seed}: ${violations.join('; ')}\n`)
  if (values.first) break
}
const seconds = (performance.now() - beganMs) / 1_000
process.stdout.write(`${run} seeds, ${red} red, ${seconds.toFixed(1)} s\n`)
process.exitCode = red === 0 ? 0 : 1
