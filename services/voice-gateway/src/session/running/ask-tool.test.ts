import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type FrontdeskEvent, isEvent } from '@frontdesk/events'
import { systemClock } from '@frontdesk/process/clock'
import { testLine } from '../../testing/line.ts'
import type { CallFacts } from '../call.ts'
import { type AskTool, askedFor, askTool } from './ask-tool.ts'

const ask: AskTool = {
  ...{ do: 'ask-tool', toolCallId: 'c1', tool: 'findAvailability', arguments: {}, language: 'en', deadlineMs: 8_000 },
}
const facts: CallFacts = {
  ...{ callId: 'call-1', line: testLine, caller: null, language: 'en', startedAt: systemClock.now(), gateway: 'g2' },
}

async function asked(how: AskTool, call: CallFacts) {
  const published: FrontdeskEvent[] = []
  await askTool(how, call, { bus: { publish: async (event) => void published.push(event) }, clock: systemClock })
  const [event] = published
  assert.ok(event !== undefined && isEvent(event, 'tool.requested'))
  return event
}

describe('a tool that is asked for', () => {
  it('is answered by the name that the model gave it', async () => {
    const event = await asked(ask, facts)
    assert.deepEqual([event.data.toolCallId, event.data.gateway], ['c1', 'g2'])
    assert.equal(askedFor('c1'), 'c1')
  })

  it('again, by another gateway or over a longer journal, is another request, and its answer is for the same call', async () => {
    const again: AskTool = { ...ask, again: true }
    const noted = { kind: 'noted', at: '2026-11-22T18:00:00.000Z', what: 'stream-rebuilt' } as const
    const events = [
      await asked(ask, facts),
      await asked(again, { ...facts, journal: [noted] }),
      await asked(again, { ...facts, journal: [noted, noted] }),
      await asked(again, { ...facts, gateway: 'g3', journal: [noted] }),
    ]
    assert.equal(new Set(events.map(({ id }) => id)).size, events.length)
    for (const { data } of events) assert.equal(askedFor(data.toolCallId), 'c1')
  })
})
