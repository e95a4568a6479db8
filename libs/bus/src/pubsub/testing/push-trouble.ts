import { after, describe, test } from 'node:test'
import { busContract } from '../../contract.ts'
import { openPushed } from './pushed.ts'
import { startTroubledServer } from './troubled-server.ts'

/** The same suite, pushed, while the wire repeats, reorders, delays and fails: `node --test libs/bus/src/pubsub/testing/push-trouble.ts`. */
const troubled = await startTroubledServer()
after(() => troubled[Symbol.asyncDispose]())

const traits = { patienceMs: 30_000, recognisesRepeats: false, idleLatencyMs: null, troubled: true }
// Beside each other: most of the time goes by waiting for an outage to end.
describe('pushed in trouble', { concurrency: 3 }, () => {
  busContract('pubsub by push in trouble', traits, (as) => openPushed(troubled.server, as))
})

test('the trouble was real', (t) => troubled.assertMet(t))
