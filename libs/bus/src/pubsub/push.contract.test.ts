import { after } from 'node:test'
import { startPubSubServer } from '@frontdesk/emulators/pubsub'
import type { OpenAs } from '../contract/kit.ts'
import { busContract } from '../contract.ts'
import { openForTest } from './testing/bus-under-test.ts'
import { openPushFront } from './testing/push-front.ts'

/** The same suite with every subscription pushed: the wire is the service's own push, with its tokens. */
const server = await startPubSubServer()
after(() => server[Symbol.asyncDispose]())

const traits = { patienceMs: 15_000, recognisesRepeats: false, idleLatencyMs: null }
busContract('pubsub by push', traits, async (as: OpenAs) => {
  const cleanUp = new AsyncDisposableStack()
  const front = cleanUp.use(await openPushFront())
  const serviceAccount = 'pusher@frontdesk-test.iam.gserviceaccount.com'
  const certs = async () => server.tokens.certs
  const push = { audience: 'https://frontdesk.test', serviceAccount, certs, endpoint: front.url }
  const on = cleanUp.use(await openForTest(server.host, as, { push }))
  front.serve(on.bus)
  const another = async () => {
    const bus = await on.another()
    front.serve(bus)
    return bus
  }
  return { bus: on.bus, another, reports: on.reports, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() }
})
