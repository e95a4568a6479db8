import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faultsAt } from './faults.ts'
import { simulate, type Verdict } from './simulate.ts'

const seeds = 1_000

const reproducible = ({ seed, struck, violations }: Verdict): string =>
  `seed ${seed} (${struck.map(({ boundary, fault, nth }) => `${boundary} ${nth}: ${fault}`).join('; ')}): ${violations.join('; ')}`

describe('a call with faults at any boundary', () => {
  it('keeps every invariant, whatever the seed', { timeout: 120_000 }, async () => {
    const struck = new Set<string>()
    for (let seed = 1; seed <= seeds; seed++) {
      const verdict = await simulate(seed)
      assert.deepEqual(verdict.violations, [], reproducible(verdict))
      for (const { boundary, fault } of verdict.struck) struck.add(`${boundary}: ${fault}`)
    }
    const all = Object.entries(faultsAt).flatMap(([boundary, faults]) => faults.map((fault) => `${boundary}: ${fault}`))
    assert.deepEqual(
      all.filter((fault) => !struck.has(fault)),
      [],
      'faults that never struck',
    )
  })

  it('is the same call, to the last entry and millisecond, when its seed is run again', async () => {
    for (let seed = 1; seed <= 20; seed++) assert.deepEqual(await simulate(seed), await simulate(seed))
  })
})
