import { after } from 'node:test'
import { startPubSubServer } from '@frontdesk/emulators/pubsub'
import { busContract } from '../contract.ts'
import { openPushed } from './testing/pushed.ts'

/** The same suite with every subscription pushed. */
const server = await startPubSubServer()
after(() => server[Symbol.asyncDispose]())

const traits = { patienceMs: 15_000, recognisesRepeats: false, idleLatencyMs: null }
busContract('pubsub by push', traits, (as) => openPushed(server, as))
