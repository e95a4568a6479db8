import { after, test } from 'node:test'
import { busContract } from '../contract.ts'
import { openForTest, serverOrNamed } from './testing/bus-under-test.ts'
import { knownWrong, shortcomings } from './testing/known-wrong.ts'

const { host, own } = await serverOrNamed()
after(() => own?.[Symbol.asyncDispose]())

const name = own === undefined ? `pubsub at ${host}` : 'pubsub'
const wrong = own === undefined ? { knownWrong } : {}
busContract(name, { patienceMs: 10_000, recognisesRepeats: false, idleLatencyMs: null, ...wrong }, (as) =>
  openForTest(host, as),
)

test('what emulators are known to lack is said beside what they pass', { skip: own !== undefined }, (t) => {
  for (const { whose, what, shows } of shortcomings) t.diagnostic(`${whose}: ${what}; shows: ${shows}`)
})
