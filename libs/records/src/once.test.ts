import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Effect, Settlement } from './ledger.ts'
import { InFlight, LeaseOver, type Making, Mismatch, type OnceSettings, once, type Work } from './once.ts'
import type { Records } from './records.ts'
import { openTemporary } from './sqlite/testing/temporary.ts'
import { sleepersTime } from './testing/time.ts'

const sent: Effect = { vendor: 'sms', action: 'sent', what: 'message', reference: 'SM1' }
const done: Settlement = { status: 'succeeded', result: {} }

describe('work that is done once', () => {
  let records: Records
  before(async () => {
    records = await openTemporary()
  })
  after(() => records[Symbol.asyncDispose]())

  /** An intent of its own for each test. */
  function given(settings: Partial<OnceSettings> = {}) {
    const time = sleepersTime()
    const [key, about] = [crypto.randomUUID(), crypto.randomUUID()]
    const wish = { key, wish: about, callId: 'call-1', lineId: 'dental', tool: 'sendMessage' }
    const all = { clock: time.clock, leaseMs: 10_000, restMs: 1_000, waitMs: 0, ...settings }
    const run = (work: (held: Work) => Promise<Settlement>, more: Partial<typeof wish> = {}) =>
      once(records.ledger, { ...wish, ...more }, all, work)
    return { ...time, wish, run }
  }

  const sending = (make: Making['make'], more: Partial<Making> = {}): Making => ({
    step: 'sms',
    find: async () => undefined,
    make,
    ...more,
  })

  test('by many at once is done by one, and answered alike to all', async () => {
    const { run } = given({ waitMs: 5_000, lookEveryMs: 10 })
    let made = 0
    const work = async (held: Work) => {
      await held.do(sending(async () => ({ ...sent, reference: `SM${++made}` })))
      return done
    }
    const settled = await Promise.all(Array.from({ length: 20 }, () => run(work)))
    assert.equal(made, 1)
    for (const one of settled) assert.deepEqual(one, { outcome: done, effects: [sent] })
  })

  test('by somebody else for longer than we wait is told so', async () => {
    const { run } = given({ waitMs: 500 })
    const { promise: working, resolve: begin } = Promise.withResolvers<void>()
    const { promise: finished, resolve: finish } = Promise.withResolvers<Settlement>()
    const first = run(() => {
      begin()
      return finished
    })
    await working
    await assert.rejects(
      run(async () => done),
      InFlight,
    )
    finish(done)
    assert.deepEqual((await first).outcome, done)
    assert.deepEqual((await run(() => assert.fail('it was settled'))).outcome, done)
  })

  test('whose request failed without an answer is looked up, and not before the request has come to rest', async () => {
    const { run, pass } = given()
    const unclear = run(async (held) => {
      await held.do(sending(() => Promise.reject(new Error('timed out'))))
      return done
    })
    await assert.rejects(unclear, /timed out/)
    await assert.rejects(
      run(() => assert.fail('too early')),
      InFlight,
    )
    pass(1_000)
    const settled = await run(async (held) => {
      await held.do(sending(() => assert.fail('made twice'), { find: async () => sent }))
      return done
    })
    assert.deepEqual(settled.effects, [sent])
  })

  test('that the vendor clearly refused may be tried again at once', async () => {
    const { run } = given()
    const refused = sending(() => Promise.reject(new Error('429')), { refused: () => true })
    await assert.rejects(
      run((held) => held.do(refused).then(() => done)),
      /429/,
    )
    assert.deepEqual(await run((held) => held.do(sending(async () => sent)).then(() => done)), {
      outcome: done,
      effects: [sent],
    })
  })

  test('that the vendor clearly refused makes room for the same wish with other arguments', async () => {
    const { run } = given()
    const refused = sending(() => Promise.reject(new Error('429')), { refused: () => true })
    await assert.rejects(
      run((held) => held.do(refused).then(() => done)),
      /429/,
    )
    const other = crypto.randomUUID()
    assert.deepEqual(
      (await run((held) => held.do(sending(async () => sent)).then(() => done), { key: other })).effects,
      [sent],
    )
  })

  test('with other arguments waits for the first one’s answer, and is then told that it does not match', async () => {
    const { run } = given({ waitMs: 5_000, lookEveryMs: 10 })
    const { promise: working, resolve: begin } = Promise.withResolvers<void>()
    const { promise: finished, resolve: finish } = Promise.withResolvers<Settlement>()
    const first = run(() => {
      begin()
      return finished
    })
    await working
    const second = run(() => assert.fail('it was done for the first'), { key: crypto.randomUUID() })
    finish(done)
    await assert.rejects(second, (error) => error instanceof Mismatch && error.standing.outcome?.status === 'succeeded')
    await first
  })

  test('by a process that was stopped until its lease was over asks nobody for anything, though no timer told it', async () => {
    const time = sleepersTime()
    // The timers of a process that wakes up may come behind what it was waiting for.
    const clock = { ...time.clock, after: () => ({ [Symbol.dispose]() {} }) }
    const { run } = given({ clock })
    const late = run(async (held) => {
      time.pass(20_000)
      await held.do(sending(() => assert.fail('asked past the lease')))
      return done
    })
    await assert.rejects(late, LeaseOver)
  })

  test('a step that fails can be tried again within the work: it is looked up first', async () => {
    const { run } = given()
    const order: string[] = []
    const step = sending(
      async () => {
        order.push('make')
        throw new Error('timed out')
      },
      {
        find: async () => {
          order.push('find')
          return sent
        },
      },
    )
    await run(async (held) => {
      await assert.rejects(held.do(step))
      assert.deepEqual(await held.do(step), sent)
      return done
    })
    assert.deepEqual(order, ['make', 'find'])
  })

  test('a step that is asked for twice at once is made once', async () => {
    const { run } = given()
    let made = 0
    await run(async (held) => {
      const step = sending(async () => ({ ...sent, reference: `SM${++made}` }))
      assert.deepEqual(await Promise.all([held.do(step), held.do(step)]), [sent, sent])
      return done
    })
    assert.equal(made, 1)
  })

  test('is stopped before its lease ends, with room for its last request to come to rest', async () => {
    const { run, pass } = given()
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    const running = run(async (held) => {
      await held.do(
        sending((signal) => {
          ask()
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        }),
      )
      return done
    })
    await asked
    pass(9_000)
    await assert.rejects(running, LeaseOver)
  })

  test('is not begun when the one who asks has gone', async () => {
    const { run } = given({ signal: AbortSignal.abort(new Error('shutting down')) })
    await assert.rejects(
      run(() => assert.fail('begun')),
      /shutting down/,
    )
  })
})
