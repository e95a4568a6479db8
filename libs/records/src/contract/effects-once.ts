import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Effect, effectsOf, type Ledger, type Settlement } from '../ledger.ts'
import { type Making, once } from '../once.ts'
import type { Records } from '../records.ts'
import { Crash, Mortal } from '../testing/crashing.ts'
import { sleepersTime } from '../testing/time.ts'

const booked: Settlement = { status: 'succeeded', result: { words: 'Dienstag 10 Uhr' } }
const limits = { leaseMs: 10_000, restMs: 1_000, waitMs: 20_000, lookEveryMs: 2_000 }

/** The outside world: it makes what it is asked for, as often as it is asked. */
class Vendors {
  readonly made: { readonly key: string; readonly effect: Effect }[] = []

  async make(key: string, vendor: 'calendar' | 'crm' | 'sms'): Promise<Effect> {
    const reference = `${vendor}-${this.made.length}`
    const effect: Effect = { vendor, action: 'created', what: 'event', reference }
    this.made.push({ key, effect })
    return effect
  }

  async find(key: string, vendor: string): Promise<Effect | undefined> {
    return this.made.find((one) => one.key === key && one.effect.vendor === vendor)?.effect
  }
}

/** Books once, as a process that may die. */
async function book(
  process: Mortal,
  ledger: Ledger,
  vendors: Vendors,
  key: string,
  clock: ReturnType<typeof sleepersTime>,
) {
  const world = process.uses(vendors)
  const making = (vendor: 'calendar' | 'crm' | 'sms'): Making => ({
    step: vendor,
    find: () => world.find(key, vendor),
    make: () => world.make(key, vendor),
  })
  const wish = { key, callId: key, lineId: 'dental', tool: 'bookAppointment' }
  return once(process.uses(ledger), wish, { ...limits, clock: clock.clock }, async (held) => {
    await held.do(making('calendar'))
    await held.do(making('crm'))
    await held.do(making('sms'))
    return booked
  })
}

async function dies(at: number, ...rest: [Ledger, Vendors, string, ReturnType<typeof sleepersTime>]): Promise<boolean> {
  const process = new Mortal(at)
  try {
    await book(process, ...rest)
    return false
  } catch (error) {
    if (error instanceof Crash) return true
    throw error
  }
}

async function expectOnce(ledger: Ledger, vendors: Vendors, key: string, clock: ReturnType<typeof sleepersTime>) {
  const settled = await book(new Mortal(Number.POSITIVE_INFINITY), ledger, vendors, key, clock)
  assert.deepEqual(settled.outcome, booked, key)
  const made = vendors.made.filter((one) => one.key === key).map(({ effect }) => effect)
  assert.deepEqual(
    made.map(({ vendor }) => vendor),
    ['calendar', 'crm', 'sms'],
    key,
  )
  assert.deepEqual(settled.effects, made, key)
  const [intent] = await ledger.ofCall(key)
  assert.deepEqual(intent && effectsOf(intent), made, key)
}

/**
 * What `once` makes of an adapter's ledger: effects that happen once, wherever who works on them dies. Of the pairs of deaths every
 * second one is tried where a store is too slow for all, each point of dying in some pair all the same.
 */
export function effectsOnceContract(open: () => Promise<Records>, pairs: 'all' | 'every second' = 'all'): void {
  test('an intent has each effect once, wherever a process that works on it dies', async () => {
    await using records = await open()
    const [vendors, time] = [new Vendors(), sleepersTime()]
    let points = 0
    for (let more = true; more; points++) {
      const key = `crash-at-${points}`
      more = await dies(points, records.ledger, vendors, key, time)
      await expectOnce(records.ledger, vendors, key, time)
    }
    assert.ok(points > 20, `only ${points} points were tried`)
  })

  test('and wherever the one that takes over dies too', async () => {
    await using records = await open()
    const [firsts, apart] = [[1, 4, 7, 10, 13, 16, 19], pairs === 'all' ? 2 : 4]
    // Beside each other, each in a world and a time of its own: a store in trouble is waited for most of the time.
    await Promise.all(
      firsts.map(async (first, row) => {
        const [vendors, time] = [new Vendors(), sleepersTime()]
        for (let second = 1 + ((2 * row) % apart); second < 22; second += apart) {
          const key = `crash-at-${first}-and-${second}`
          await dies(first, records.ledger, vendors, key, time)
          await dies(second, records.ledger, vendors, key, time)
          await expectOnce(records.ledger, vendors, key, time)
        }
      }),
    )
  })
}
