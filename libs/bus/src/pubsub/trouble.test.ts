import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type OutageCode, startPubSubServer } from '@frontdesk/emulators/pubsub'
import { eventually } from '../contract/kit.ts'
import { busContract } from '../contract.ts'
import { openForTest } from './testing/bus-under-test.ts'

/** The same suite while the wire repeats, reorders, delays and fails; only our own server has the knobs for it. */
const server = await startPubSubServer()
server.trouble.turn({ duplicates: 0.2, duplicateAfterMs: 300, reordered: 0.2, heldBackMs: 100, lateRedeliveryMs: 500 })

const codes: readonly OutageCode[] = ['UNAVAILABLE', 'DEADLINE_EXCEEDED']
const [everyMs, outageMs] = [4_500, 2_000]
let outages = 0
const begin = () => server.trouble.outage({ code: codes[outages++ % 2] ?? 'UNAVAILABLE', forMs: outageMs })
const firstOutage = setTimeout(begin, 500)
const moreOutages = setInterval(begin, everyMs)

after(async () => {
  clearTimeout(firstOutage)
  clearInterval(moreOutages)
  await server[Symbol.asyncDispose]()
})

const traits = { patienceMs: 30_000, recognisesRepeats: false, idleLatencyMs: null, troubled: true }
// Beside each other: most of the time goes by waiting for an outage to end.
describe('in trouble', { concurrency: 3 }, () => {
  busContract('pubsub in trouble', traits, (as) => openForTest(server.host, as))
})

test('the trouble was real', async (t) => {
  await eventually('a second outage', 2 * everyMs, async () => outages >= 2)
  t.diagnostic(`${outages} outages, ${JSON.stringify(server.trouble.met)}`)
  const { duplicated, heldBack, refused } = server.trouble.met
  assert.ok(refused > 0, `${outages} outages, ${refused} refusals`)
  assert.ok(duplicated > 0 && heldBack > 0, `${duplicated} duplicates, ${heldBack} held back`)
})
