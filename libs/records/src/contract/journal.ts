import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JournalEntry } from '../journal.ts'
import type { Records } from '../records.ts'
import { all, at, utterance } from './samples.ts'

export function journalContract(open: () => Promise<Records>): void {
  describe('the journal', () => {
    test('keeps every kind of entry as it was given', async () => {
      await using records = await open()
      const entries: JournalEntry[] = [
        { kind: 'session-started', at: at(0), model: 'm', resumed: false },
        { kind: 'notice-played', at: at(1), text: 'Sie sprechen mit einer KI.', version: '1', language: 'de' },
        { ...utterance('Grüß Gott ☎'), heardMs: 800 },
        {
          kind: 'tool-requested',
          at: at(6),
          toolCallId: 'c1',
          tool: 'logLead',
          arguments: { name: 'Ada', tags: ['a', 1, null] },
        },
        { kind: 'usage', at: at(7), model: 'm', usage: { input: { audio: 12 } } },
        { kind: 'noted', at: at(8), what: 'hang-up' },
        { kind: 'turn-timing', at: at(9), itemId: 'i', ms: 700, hops: { notice: 500, begin: 200 } },
      ]
      await records.journal.append('call-1', entries)
      assert.deepEqual(
        await records.journal.read('call-1'),
        entries.map((entry, index) => ({ ...entry, seq: index + 1 })),
      )
    })

    test('numbers the entries of each call by one, and reads on behind a number', async () => {
      await using records = await open()
      await records.journal.append('call-1', [utterance('a'), utterance('b')])
      await records.journal.append('call-2', [utterance('x')])
      await records.journal.append('call-1', [])
      await records.journal.append('call-1', [utterance('c')])
      const behind = await records.journal.read('call-1', 1)
      assert.deepEqual(
        behind.map(({ seq }) => seq),
        [2, 3],
      )
      assert.deepEqual(
        (await records.journal.read('call-2')).map(({ seq }) => seq),
        [1],
      )
      assert.deepEqual(await records.journal.read('call-1', 3), [])
      assert.deepEqual(await records.journal.read('call-3'), [])
    })

    test('forgets the words of a call and nothing else, of no other call', async () => {
      await using records = await open()
      const spoken: JournalEntry[] = [
        { kind: 'notice-played', at: at(1), text: 'Sie sprechen mit einer KI.', version: '1', language: 'de' },
        { ...utterance('my number is 4711'), heardMs: 800 },
        { kind: 'dtmf', at: at(3), digit: '7' },
        { kind: 'tool-requested', at: at(4), toolCallId: 'c1', tool: 'endCall', arguments: {} },
      ]
      for (const callId of ['call-1', 'call-2']) await records.journal.append(callId, spoken)
      await records.journal.forgetWords('call-1')
      await records.journal.forgetWords('call-1')
      const [notice, said, pressed, tool] = spoken
      const expected = [notice, { ...said, text: '' }, { ...pressed, digit: '' }, tool]
      assert.deepEqual(
        await records.journal.read('call-1'),
        expected.map((entry, index) => ({ ...entry, seq: index + 1 })),
      )
      assert.deepEqual((await records.journal.read('call-2'))[1], { ...said, seq: 2 })
      await records.journal.forgetWords('call-3')
    })

    test('loses, doubles and mixes nothing when many append at once', async () => {
      await using records = await open()
      const pair = (n: number) => [utterance(`${n}.first`), utterance(`${n}.second`)]
      await all(20, (n) => records.journal.append('call-1', pair(n)))
      const read = await records.journal.read('call-1')
      assert.deepEqual(
        read.map(({ seq }) => seq),
        Array.from({ length: 40 }, (_, n) => n + 1),
      )
      const texts = read.map((entry) => (entry.kind === 'utterance' ? entry.text : ''))
      assert.equal(new Set(texts).size, 40)
      for (let n = 0; n < 40; n += 2) assert.equal(texts[n]?.replace('first', 'second'), texts[n + 1])
    })
  })
}
