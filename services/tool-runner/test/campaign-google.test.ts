import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Ground, openGround } from '../campaign/engines.ts'
import { type Killed, playKills } from '../campaign/kill.ts'
import { calm, type Plan } from '../campaign/plan.ts'
import { openPool } from '../campaign/pool.ts'

// The least of `pnpm campaign --engines google` that shows that it plays, and that it notices.

describe('a campaign over Google’s engines', () => {
  let ground: Ground
  before(async () => {
    // The leases of the killed last a second instead of ten.
    ground = await openGround('google', 100)
  })
  after(() => ground[Symbol.asyncDispose]())

  test('a process that is killed in the middle of a booking leaves it to the next: by the wire, when its lease has run out', async () => {
    const plan: Plan = {
      ...calm(1, 'bookAppointment'),
      lives: [[{ at: 'ledger.note(calendar-event)#1', side: 'after', how: 'dies' }]],
    }
    const killed: Killed[] = []
    await playKills([plan], ground, (one) => killed.push(one))
    assert.deepEqual(
      killed.map(({ met, end, details }) => [met.length, end, details]),
      [[1, 'succeeded', []]],
    )
    assert.notEqual(await ground.leasesRunOut(), 0)
  })

  test('goes red without the ledger’s look-up', async () => {
    await using pool = await openPool(1, ground)
    const texting = { vendor: 'carrier', call: 'messages.create', nth: 1, way: 'killed, done' } as const
    const details: string[] = []
    await pool.play(
      [{ ...calm(2, 'bookAppointment'), vendorFaults: [texting] }],
      (ran) => details.push(...ran.details),
      'lookup',
    )
    assert.match(details.join(), /doubled: 2 messages/)
  })
})
