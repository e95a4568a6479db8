import { after, describe, test } from 'node:test'
import { busContract } from '../contract.ts'
import { openForTest } from './testing/bus-under-test.ts'
import { startTroubledServer } from './testing/troubled-server.ts'

/** The same suite while the wire repeats, reorders, delays and fails. */
const troubled = await startTroubledServer()
after(() => troubled[Symbol.asyncDispose]())

const traits = { patienceMs: 30_000, recognisesRepeats: false, idleLatencyMs: null, troubled: true }
// Beside each other: most of the time goes by waiting for an outage to end.
describe('in trouble', { concurrency: 3 }, () => {
  busContract('pubsub in trouble', traits, (as) => openForTest(troubled.server.host, as))
})

test('the trouble was real', (t) => troubled.assertMet(t))
