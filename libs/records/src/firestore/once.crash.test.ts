import { describe } from 'node:test'
import { effectsOnceContract } from '../contract/effects-once.ts'
import { openAt, ownKnobs, startServer } from './testing/at-emulator.ts'

describe('with intents in Firestore, in trouble', { skip: ownKnobs() }, async () => {
  const server = await startServer()
  server.trouble.turn({ aborted: 0.1, lost: 0.1 })
  effectsOnceContract(async () => openAt(server.host), 'every second')
})
