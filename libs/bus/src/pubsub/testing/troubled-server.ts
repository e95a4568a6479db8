import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type OutageCode, type PubSubServer, startPubSubServer } from '@frontdesk/emulators/pubsub'
import { eventually } from '../../contract/kit.ts'

/** A server whose wire repeats, reorders, delays, and again and again is away; only our own has the knobs for it. */
export interface TroubledServer extends AsyncDisposable {
  readonly server: PubSubServer
  /** The trouble was real. */
  assertMet(t: TestContext): Promise<void>
}

const codes: readonly OutageCode[] = ['UNAVAILABLE', 'DEADLINE_EXCEEDED']
const [firstMs, everyMs, outageMs] = [500, 4_500, 2_000]

export async function startTroubledServer(): Promise<TroubledServer> {
  const server = await startPubSubServer()
  server.trouble.turn({
    duplicates: 0.2,
    duplicateAfterMs: 300,
    reordered: 0.2,
    heldBackMs: 100,
    lateRedeliveryMs: 500,
  })
  let outages = 0
  const begin = () => server.trouble.outage({ code: codes[outages++ % 2] ?? 'UNAVAILABLE', forMs: outageMs })
  const firstOutage = setTimeout(begin, firstMs)
  const moreOutages = setInterval(begin, everyMs)
  return {
    server,
    async assertMet(t) {
      await eventually('a second outage', 2 * everyMs, async () => outages >= 2)
      t.diagnostic(`${outages} outages, ${JSON.stringify(server.trouble.met)}`)
      const { duplicated, heldBack, refused } = server.trouble.met
      assert.ok(refused > 0, `${outages} outages, ${refused} refusals`)
      assert.ok(duplicated > 0 && heldBack > 0, `${duplicated} duplicates, ${heldBack} held back`)
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(firstOutage)
      clearInterval(moreOutages)
      await server[Symbol.asyncDispose]()
    },
  }
}
