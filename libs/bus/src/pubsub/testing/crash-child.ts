import { workForEver } from '../../contract/crash-worker.ts'
import { openPubSubBus } from '../pubsub-bus.ts'

// The process that crash.test.ts kills.
const [emulatorHost = '', prefix = '', logFile = '', self = ''] = process.argv.slice(2)
const bus = await openPubSubBus({
  ...{ projectId: 'frontdesk-test', emulatorHost, prefix, topology: 'make' },
  onReport: ({ kind }) => process.stderr.write(`${kind}\n`),
})
await workForEver(bus, logFile, self)
