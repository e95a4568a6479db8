import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { recordsContract } from '../contract.ts'
import { openAt, ownKnobs, startServer } from './testing/at-emulator.ts'

/** Every commit may be aborted, or kept without an answer; answers come late, and again and again the service is away, keeping most of what it refuses. */
describe('in trouble', { skip: ownKnobs(), concurrency: 2 }, async () => {
  const server = await startServer()
  server.trouble.turn({ aborted: 0.2, lost: 0.1, lateMs: 8 })
  let outages = 0
  let weather: NodeJS.Timeout | undefined
  before(() => {
    weather = setInterval(() => {
      const code = outages % 2 === 0 ? 'UNAVAILABLE' : 'DEADLINE_EXCEEDED'
      server.trouble.outage({ code, forMs: outages++ % 5 === 0 ? 2_000 : 200, keptAnyway: 0.9 })
    }, 1_500)
  })
  after(() => {
    clearInterval(weather)
    const { aborted, refused, keptAnyway } = server.trouble.met
    assert.ok(
      aborted > 50 && refused > 50 && keptAnyway > 20,
      `too little trouble: ${JSON.stringify(server.trouble.met)}`,
    )
  })
  recordsContract('records in Firestore', async () => openAt(server.host))
})
