import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import { Fenced, InFlight, LeaseOver } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { startSlack } from '@frontdesk/simulators/slack'
import { type Counter, deliver } from '../src/deliver.ts'
import type { Message } from '../src/message.ts'
import { slackClient } from '../src/slack.ts'

const channel = 'C0BERLIN'
const message = (text: string): Message => ({ kind: 'transfer', about: ['transfer'], channel, text, blocks: [] })

class Died extends Error {}

/** What a process sees that dies at its `at`-th point: each call of the world has one before it, and one behind it. */
function dying<T extends object>(world: T, life: { points: number; readonly at: number }): T {
  const point = () => {
    if (life.points++ >= life.at) throw new Died()
  }
  return new Proxy(world, {
    get(from, key) {
      const member: unknown = Reflect.get(from, key)
      if (typeof member !== 'function') return member
      return async (...args: unknown[]) => {
        point()
        const answer: unknown = await Reflect.apply(member, from, args)
        point()
        return answer
      }
    },
  })
}

/** On a slow machine a lease may run out under the living too: then the bus comes again, as it does here. */
const isForLater = (error: unknown) =>
  error instanceof InFlight || error instanceof LeaseOver || error instanceof Fenced

/** The dead hold their lease until it is over. */
async function untilDelivered(counter: Counter, call: { callId: string; lineId: string }, text: string): Promise<void> {
  const deadlineMs = performance.now() + 5_000
  for (;;) {
    try {
      return await deliver(counter, call, message(text))
    } catch (error) {
      if (!isForLater(error) || performance.now() > deadlineMs) throw error
      await systemClock.sleep(10)
    }
  }
}

test('a message whose sender dies at any moment is posted once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'notifier-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(folder, { recursive: true }))
  const records = stack.use(await openSqliteRecords(join(folder, 'frontdesk.db')))
  const slack = stack.use(await startSlack({ channels: [{ id: channel, name: 'berlin' }] }))
  const counter: Counter = {
    ...{ records, clock: systemClock, log: silentLog },
    slack: slackClient({ token: 'xoxb-test', apiUrl: slack.apiUrl }),
    settings: { restMs: 10, leaseMs: 120 },
  }
  let deaths = 0
  for (let tries = 0; ; tries++) {
    const at = deaths
    const call = { callId: `call-${tries}`, lineId: 'berlin-dental' }
    const text = `message ${tries}.`
    const life = { points: 0, at }
    const ledger = dying(records.ledger, life)
    const mortal = { ...counter, records: { ledger }, slack: dying(counter.slack, life) }
    const end = await deliver(mortal, call, message(text)).then(
      () => undefined,
      (error: unknown) => error,
    )
    assert.ok(end === undefined || end instanceof Died || isForLater(end))
    await Promise.all([untilDelivered(counter, call, text), untilDelivered(counter, call, text)])
    await untilDelivered(counter, call, text)
    assert.equal(slack.messages.filter((posted) => posted.text === text).length, 1, `died at point ${at}`)
    // It came to another end before it could die there.
    if (isForLater(end)) continue
    if (life.points <= at) break
    deaths++
  }
  assert.ok(deaths >= 10, `died at ${deaths} points`)
})
