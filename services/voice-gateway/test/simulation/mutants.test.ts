import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fate, mutants } from './mutants.ts'

describe('the simulation', () => {
  for (const mutant of mutants) {
    test(`goes red without ${mutant.without}`, async () => {
      const { red, said } = await fate(mutant)
      assert.ok(red, said)
    })
  }
})
