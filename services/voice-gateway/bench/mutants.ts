import { fate, mutants } from '../test/simulation/mutants.ts'

// Shows that the seeded simulation would notice: what keeps an invariant is taken out of a copy of the gateway, one thing at a
// time, and the simulation must turn red over it. Ends with 1 when one lives.

let living = 0
for (const mutant of mutants) {
  const { red, said } = await fate(mutant)
  if (!red) living++
  process.stdout.write(`${red ? 'red  ' : 'LIVES'}  without ${mutant.without}: ${said}\n`)
}
process.exitCode = living === 0 ? 0 : 1
