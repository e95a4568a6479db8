import { describe } from 'node:test'
import { consumers } from './contract/consumers.ts'
import { delivery } from './contract/delivery.ts'
import { failure } from './contract/failure.ts'
import type { BusTraits, Open } from './contract/kit.ts'

export type { BusTraits, BusUnderTest, OpenAs } from './contract/kit.ts'

/** What every adapter of `Bus` must do, whatever carries the events. `open` gives each test a bus to itself. */
export function busContract(name: string, traits: BusTraits, open: Open): void {
  // One test after another within each, also where the three run beside each other.
  const inTurn = { concurrency: 1 }
  describe(`${name}: delivery`, inTurn, () => delivery(traits, open))
  describe(`${name}: failure`, inTurn, () => failure(traits, open))
  describe(`${name}: consumers`, inTurn, () => consumers(traits, open))
}
