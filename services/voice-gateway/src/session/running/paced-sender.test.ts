import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { base64Ms } from '@frontdesk/audio/mulaw'
import { manualClock } from '@frontdesk/process/clock'
import { audioOf } from '../testing/given.ts'
import { pacedSender } from './paced-sender.ts'

function sender() {
  const clock = manualClock()
  const out: { readonly audio: string; readonly mark: string; readonly atMs: number }[] = []
  const paced = pacedSender({
    clock,
    leadMs: 400,
    pieceMs: 100,
    send: (audio, mark) => out.push({ audio, mark, atMs: clock.monotonicMs() }),
    onSent: () => {},
  })
  return { clock, out, paced, sentMs: () => out.reduce((sum, piece) => sum + base64Ms(piece.audio), 0) }
}

describe('sending ahead of the ear', () => {
  it('sends at most the lead at once, and the rest in real time without drift', async () => {
    const { clock, paced, sentMs } = sender()
    paced.queue('a', audioOf(10_000))
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

  it('gives every piece a mark of its own, also after a clear', async () => {
    const { clock, out, paced } = sender()
    paced.queue('a', audioOf(1_000))
    paced.clear()
    const before = out.length
    await clock.advance(2_000)
    assert.equal(out.length, before, 'what was cleared is never sent')
    paced.queue('b', audioOf(1_000))
    assert.ok(out.length > before, 'the ear is free at once')
    await clock.advance(2_000)
    assert.equal(new Set(out.map((piece) => piece.mark)).size, out.length)
  })

  it('can be cleared by what is told of a piece', () => {
    const clock = manualClock()
    let pieces = 0
    const paced = pacedSender({ clock, leadMs: 400, pieceMs: 100, send: () => pieces++, onSent: () => paced.clear() })
    paced.queue('a', audioOf(1_000))
    assert.equal(pieces, 1)
    assert.equal(clock.waiting, 0)
  })

  it('plays on what a clear cut off, from the byte that was not heard', async () => {
    const { clock, out, paced } = sender()
    const voice = Buffer.from(Array.from({ length: 8_000 }, (_, at) => at % 251))
    paced.queue('a', voice.toString('base64'))
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
    paced.queue('a', audioOf(1_000))
    paced[Symbol.dispose]()
    assert.equal(clock.waiting, 0)
  })
})
