import { openSync, writeSync } from 'node:fs'
import { Inbox, request } from '../contract/kit.ts'
import { openSqliteBus } from './sqlite-bus.ts'

// The process that crash.test.ts kills: publishes and consumes without end. It notes what it did, before it does anything
// else, in a file that all such processes append to.

const [file = '', logFile = '', self = ''] = process.argv.slice(2)
const log = openSync(logFile, 'a')
const note = (word: 'published' | 'delivered', callId: string, n: number) => writeSync(log, `${word} ${callId} ${n}\n`)

const bus = await openSqliteBus({ file, leaseMs: 1_500, onReport: ({ kind }) => process.stderr.write(`${kind}\n`) })
const inbox = new Inbox(({ callId, n }) => void note('delivered', callId, n))
await bus.subscribe({ name: 'crash', topic: 'tool-requests', concurrency: 4 }, inbox.handlers)
process.stdout.write('working\n')

async function publishForEver(callId: string): Promise<never> {
  for (let n = 1; ; n++) {
    await bus.publish(request(callId, n))
    note('published', callId, n)
  }
}

await Promise.all(['a', 'b', 'c'].map((call) => publishForEver(`${self}${call}`)))
