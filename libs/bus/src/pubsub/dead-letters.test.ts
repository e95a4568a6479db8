import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startPubSubServer } from '@frontdesk/emulators/pubsub'
import { Undeliverable } from '../bus.ts'
import { Inbox, quickly, request, unique } from '../contract/kit.ts'
import { openForTest } from './testing/bus-under-test.ts'
import { slowWireTo } from './testing/slow-wire.ts'

const [topic, patienceMs, lookMs] = ['tool-requests', 10_000, 40] as const
const server = await startPubSubServer()
const wire = await slowWireTo(server.host, 10)
after(async () => {
  await wire[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** So many events of a call have died, and lie there. */
async function withDead(many: number) {
  const on = await openForTest(wire.host, quickly, { lookMs })
  const [call, repaired] = [unique('call'), { yet: false }]
  const inbox = new Inbox(({ n }) => {
    if (n <= many && !repaired.yet) throw new Undeliverable('down')
  })
  await on.bus.subscribe({ name: 'dying', topic }, inbox.handlers)
  for (let n = 1; n <= many + 1; n++) await on.bus.publish(request(call, n))
  await inbox.got(call, many + 1, patienceMs)
  const ids = Array.from({ length: many }, (_, n) => request(call, n + 1).id)
  return { ...on, call, inbox, repaired, ids, [Symbol.asyncDispose]: () => on[Symbol.asyncDispose]() }
}

const idsOf = (letters: readonly { readonly eventId: string }[]) => letters.map(({ eventId }) => eventId)

test('no look loses a letter that comes back just when the look ends', async () => {
  await using on = await withDead(5)
  server.trouble.turn({ lateRedeliveryMs: 5 * lookMs })
  try {
    for (let look = 1; look <= 6; look++) assert.deepEqual(idsOf(await on.bus.deadLetters('dying')), on.ids, `${look}`)
    on.repaired.yet = true
    assert.equal(await on.bus.redrive('dying'), on.ids.length)
  } finally {
    server.trouble.turn({ lateRedeliveryMs: 0 })
  }
})

test('a look that breaks off is begun again', async () => {
  await using on = await withDead(3)
  const listed = on.bus.deadLetters('dying')
  server.trouble.outage({ code: 'UNAVAILABLE', forMs: 200 })
  assert.deepEqual(idsOf(await listed), on.ids)
  assert.ok(on.reports.some((report) => report.kind === 'store-failed' && report.doing.startsWith('look')))
})

test('a look that is closed leaves the letters to the next who looks', async () => {
  await using on = await withDead(3)
  assert.deepEqual(idsOf(await on.bus.deadLetters()), on.ids)
  assert.deepEqual(idsOf(await (await on.another()).deadLetters()), on.ids)
})
