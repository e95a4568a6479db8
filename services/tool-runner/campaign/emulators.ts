import { startFirestoreServer } from '@frontdesk/emulators/firestore'
import { startPubSubServer } from '@frontdesk/emulators/pubsub'

// Google's engines as a process of their own: it says where they are, how many leases ran out when it is asked, and goes with its parent.

const indexFile = new URL('../../../firestore.indexes.json', import.meta.url)

process.on('disconnect', () => process.exit(0))
const secondMs = Number(process.argv[2])
const [pubsub, firestore] = await Promise.all([startPubSubServer({ secondMs }), startFirestoreServer({ indexFile })])
process.on('message', () => process.send?.(pubsub.trouble.met.expired))
process.send?.({ PUBSUB_EMULATOR_HOST: pubsub.host, FIRESTORE_EMULATOR_HOST: firestore.host })
