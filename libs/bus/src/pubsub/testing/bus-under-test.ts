import { randomUUID } from 'node:crypto'
import { type PubSubServer, type PubSubServerOptions, startPubSubServer } from '@frontdesk/emulators/pubsub'
import type { BusReport } from '../../bus.ts'
import type { BusUnderTest, OpenAs } from '../../contract.ts'
import { openPubSubBus, type PubSubBus, type PubSubBusOptions } from '../pubsub-bus.ts'
import { env } from './env.ts'

/** What the environment names, or a server of our own that ends with the process's tests. */
export async function serverOrNamed(
  options: PubSubServerOptions = {},
): Promise<{ host: string; own: PubSubServer | undefined }> {
  if (env.PUBSUB_EMULATOR_HOST !== undefined) return { host: env.PUBSUB_EMULATOR_HOST, own: undefined }
  const own = await startPubSubServer(options)
  return { host: own.host, own }
}

export interface PubSubUnderTest extends BusUnderTest {
  readonly bus: PubSubBus
  another(): Promise<PubSubBus>
  readonly prefix: string
}

/** A house of its own in the project: topics and subscriptions with names that no other test has. */
export async function openForTest(
  host: string,
  as: OpenAs,
  more: Partial<PubSubBusOptions> = {},
): Promise<PubSubUnderTest> {
  const cleanUp = new AsyncDisposableStack()
  const reports: BusReport[] = []
  const prefix = `t${randomUUID().slice(0, 8)}-`
  const options: PubSubBusOptions = {
    ...{ projectId: env.PUBSUB_PROJECT_ID, emulatorHost: host, prefix, topology: 'make' },
    ...{ retryOf: () => as.retry, graceMs: as.graceMs, lookMs: 250, onReport: (report) => reports.push(report) },
    ...more,
  }
  const open = async (): Promise<PubSubBus> => cleanUp.use(await openPubSubBus(options))
  return { bus: await open(), another: open, reports, prefix, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() }
}
