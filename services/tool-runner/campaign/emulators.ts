import { startFirestoreServer } from '@frontdesk/emulators/firestore'
import { startPubSubServer } from '@frontdesk/emulators/pubsub'

// Google's engines as a process of their own: it says where they are, and goes with its parent.

/** The leases of the killed last two seconds instead of ten. */
const secondMs = 200
const indexFile = new URL('../../../firestore.indexes.json', import.meta.url)

process.on('disconnect', () => process.exit(0))
const [pubsub, firestore] = await Promise.all([startPubSubServer({ secondMs }), startFirestoreServer({ indexFile })])
process.send?.({ PUBSUB_EMULATOR_HOST: pubsub.host, FIRESTORE_EMULATOR_HOST: firestore.host })
