import type { PubSubServer } from '@frontdesk/emulators/pubsub'
import type { BusUnderTest, OpenAs } from '../../contract.ts'
import { openForTest } from './bus-under-test.ts'
import { openPushFront } from './push-front.ts'

/** A bus with every subscription pushed: the wire is the service's own push, with its tokens. */
export async function openPushed(server: PubSubServer, as: OpenAs): Promise<BusUnderTest> {
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
}
