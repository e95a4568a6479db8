import { once } from 'node:events'
import { openSqliteRecords } from '../sqlite-records.ts'

// Writes until it is killed, and tells each thing on standard output once it was promised to be kept.
const [, , file = '', name = ''] = process.argv
const records = await openSqliteRecords(file)
const tell = async (line: string) => {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
}
const now = () => new Date().toISOString()

for (let n = 1; ; n++) {
  const key = `${name}-${n}`
  await records.journal.append('call-1', [{ kind: 'noted', at: now(), what: key }])
  await tell(`journal ${key}`)
  const begun = await records.ledger.begin(
    { key, callId: name, lineId: 'dental', tool: 'x' },
    { leaseMs: 1, now: now() },
  )
  if (begun.state !== 'held') throw new Error('an intent of this name was there already')
  await records.ledger.settle(key, begun.fence, { status: 'succeeded', result: { n } })
  await tell(`ledger ${key}`)
}
