import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manualClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import type { JournalEntry } from '@frontdesk/records'
import { ticker } from '../../ticker.ts'
import { journalWriter, togetherEveryMs } from './journal-writer.ts'

const entry = (count: number): JournalEntry => ({ kind: 'noted', at: '2026-11-22T18:00:00.000Z', what: 'n', count })

function writer(append: (entries: readonly JournalEntry[]) => Promise<void>) {
  const clock = manualClock()
  const together = ticker(clock, togetherEveryMs)
  const journal = { append: (_: string, entries: readonly JournalEntry[]) => append(entries) }
  const of = (callId: string) => journalWriter({ journal, callId, clock, log: silentLog, together })
  return { clock, writer: of('c'), another: of('d') }
}

describe('writing the journal behind the conversation’s back', () => {
  it('keeps the order, and puts into one batch what came meanwhile', async () => {
    const batches: number[] = []
    const kept: (number | undefined)[] = []
    const { writer: writing } = writer(async (entries) => {
      batches.push(entries.length)
      kept.push(...entries.map((each) => (each.kind === 'noted' ? each.count : undefined)))
    })
    for (let i = 0; i < 50; i++) writing.add(entry(i))
    await writing.flush(1_000)
    assert.deepEqual(kept, [...Array(50).keys()])
    assert.deepEqual(batches, [1, 49])
  })

  it('lets wait what can, until the moment of all calls or until something comes that cannot', async () => {
    const batches: number[] = []
    const { clock, writer: writing, another } = writer(async (entries) => void batches.push(entries.length))
    const speaking: JournalEntry = {
      kind: 'speaking',
      at: '2026-11-22T18:00:00.000Z',
      itemId: 'i',
      text: 'w',
      heardMs: 1,
    }
    another.add(speaking)
    another.add(speaking)
    await clock.advance(100)
    writing.add(speaking)
    assert.equal(clock.waiting, 1)
    await clock.advance(149)
    assert.deepEqual(batches, [])
    await clock.advance(1)
    assert.deepEqual(batches, [2, 1])
    batches.length = 0
    writing.add(speaking)
    writing.add(entry(1))
    await clock.advance(0)
    assert.deepEqual(batches, [2])
    writing.add(speaking)
    await writing.flush(1_000)
    assert.deepEqual(batches, [2, 1])
    writing.add(speaking)
    writing.stop()
    assert.equal(clock.waiting, 0)
  })

  it('tries again what could not be written', async () => {
    let tries = 0
    const { clock, writer: writing } = writer(async () => {
      if (++tries < 3) throw new Error('full')
    })
    writing.add(entry(1))
    await clock.advance(500)
    await writing.flush(1_000)
    assert.equal(tries, 3)
  })

  it('is not waited for longer than allowed', async () => {
    const { clock, writer: writing } = writer(() => new Promise(() => {}))
    writing.add(entry(1))
    const flushed = writing.flush(1_000)
    await clock.advance(1_000)
    await flushed
    writing.stop()
  })

  it('holds so much and no more, and says in the journal how much is missing', async () => {
    const kept: JournalEntry[] = []
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const { writer: writing } = writer(async (entries) => {
      await gate
      kept.push(...entries)
    })
    for (let i = 0; i < 2_100; i++) writing.add(entry(i))
    open()
    await writing.flush(1_000)
    const missing = kept.filter((each) => each.kind === 'noted' && each.what === 'journal-full')
    assert.equal(kept.length, 2_001)
    assert.deepEqual(
      missing.map((each) => (each.kind === 'noted' ? each.count : 0)),
      [100],
    )
  })
})
