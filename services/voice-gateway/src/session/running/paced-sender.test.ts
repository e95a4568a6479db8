import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { manualClock } from '@frontdesk/process/clock'
import { audioOf } from '../testing/given.ts'
import { type PacedSender, pacedSender } from './paced-sender.ts'

function sender() {
  const clock = manualClock()
  const out: { readonly audio: string; readonly atMs: number }[] = []
  const marks: { readonly name: string; readonly atMs: number; readonly behindMs: number }[] = []
  const names: string[] = []
  let sentMs = 0
  const marked = (name: string) => marks.push({ name, atMs: clock.monotonicMs(), behindMs: sentMs })
  const paced = pacedSender({
    clock,
    leadMs: 400,
    pieceMs: 100,
    send: (audio, mark) => {
      out.push({ audio: audio.text(), atMs: clock.monotonicMs() })
      sentMs += audio.ms
      if (mark !== undefined) marked(mark)
    },
    sendMark: marked,
    onSent: ({ mark }) => names.push(mark),
  })
  return { clock, out, marks, names, paced, sentMs: () => sentMs }
}

/** As a connection does: what was passed on is overwritten by what comes next. */
function queue(paced: PacedSender, itemId: string, audio: string): void {
  const passing = PassingAudio.of(audio)
  paced.queue(itemId, passing)
  passing.bytes.fill('/')
}

describe('sending ahead of the ear', () => {
  it('sends at most the lead at once, and the rest in real time without drift', async () => {
    const { clock, paced, sentMs } = sender()
    queue(paced, 'a', audioOf(10_000))
    assert.ok(sentMs() <= 400 && sentMs() > 290, `${sentMs()} ms at once`)
    for (let elapsedMs = 100; elapsedMs <= 9_000; elapsedMs += 100) {
      await clock.advance(100)
      const leadMs = sentMs() - elapsedMs
      assert.ok(leadMs > 290 && leadMs <= 400, `a lead of ${leadMs} ms after ${elapsedMs} ms`)
    }
    await clock.advance(1_000)
    assert.equal(sentMs(), 10_000)
    assert.equal(clock.waiting, 0)
  })

  it('gives every piece a name of its own, also after a clear', async () => {
    const { clock, out, names, paced } = sender()
    queue(paced, 'a', audioOf(1_000))
    paced.clear()
    const before = out.length
    await clock.advance(2_000)
    assert.equal(out.length, before, 'what was cleared is never sent')
    queue(paced, 'b', audioOf(1_000))
    assert.ok(out.length > before, 'the ear is free at once')
    await clock.advance(2_000)
    assert.equal(new Set(names).size, out.length)
  })

  it('has a mark behind the first piece, every 200 ms, and soon behind the last of all', async () => {
    const { clock, marks, names, paced } = sender()
    for (const ms of [100, 30, 260, 100, 100, 20]) {
      queue(paced, 'a', audioOf(ms))
      await clock.advance(ms)
    }
    await clock.advance(1_000)
    assert.equal(clock.waiting, 0)
    assert.equal(Math.round(marks[0]?.behindMs ?? 0), 100, 'when the caller began to hear it')
    assert.equal(Math.round(marks.at(-1)?.behindMs ?? 0), 610)
    assert.equal(marks.at(-1)?.name, names.at(-1), 'it speaks for all that was sent')
    for (const [i, { behindMs }] of marks.entries()) assert.ok(behindMs - (marks[i - 1]?.behindMs ?? 0) <= 300)
    assert.ok(marks.length <= 5, `${marks.length} marks`)
  })

  it('sends no mark for what was cleared', async () => {
    const { clock, marks, paced } = sender()
    queue(paced, 'a', audioOf(130))
    paced.clear()
    await clock.advance(1_000)
    assert.deepEqual(
      marks.map(({ behindMs }) => Math.round(behindMs)),
      [100],
    )
  })

  it('can be cleared by what is told of a piece', () => {
    const clock = manualClock()
    let pieces = 0
    const paced = pacedSender({
      ...{ clock, leadMs: 400, pieceMs: 100, sendMark: () => {} },
      send: () => pieces++,
      onSent: () => paced.clear(),
    })
    queue(paced, 'a', audioOf(1_000))
    assert.equal(pieces, 1)
    assert.equal(clock.waiting, 0)
  })

  it('plays on what a clear cut off, from the byte that was not heard', async () => {
    const { clock, out, paced } = sender()
    const voice = Buffer.from(Array.from({ length: 8_000 }, (_, at) => at % 251))
    queue(paced, 'a', voice.toString('base64'))
    await clock.advance(330)
    paced.clear()
    const before = out.length
    paced.playRest('a', 'a.rest', 670.125)
    await clock.advance(2_000)
    const rest = Buffer.concat(out.slice(before).map(({ audio }) => Buffer.from(audio, 'base64')))
    assert.deepEqual(rest, voice.subarray(-5_361))
    paced.clear()
    paced.playRest('unknown', 'b', 10)
    assert.equal(out.at(-1)?.audio, Buffer.alloc(80, 0xff).toString('base64'))
  })

  it('leaves no timer behind', () => {
    const { clock, paced } = sender()
    queue(paced, 'a', audioOf(1_000))
    paced[Symbol.dispose]()
    assert.equal(clock.waiting, 0)
  })
})
