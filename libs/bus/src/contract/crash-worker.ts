import { openSync, writeSync } from 'node:fs'
import type { Bus } from '../bus.ts'
import { Inbox, request } from './kit.ts'

/**
 * What a process does that is killed: publishes and consumes without end. It notes what it did, before it does anything else, in a
 * file that all such processes append to.
 */
export async function workForEver(bus: Bus, logFile: string, self: string): Promise<void> {
  const log = openSync(logFile, 'a')
  const note = (word: 'published' | 'delivered', callId: string, n: number) =>
    writeSync(log, `${word} ${callId} ${n}\n`)
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
}
