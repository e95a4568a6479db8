import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { AudioLine } from './audio-line.ts'

const passing = (bytes: Buffer) => PassingAudio.of(bytes.toString('base64'))
const piece = (n: number) => passing(Buffer.alloc(160, n))
const bytesOf = (audio: readonly string[]) => Buffer.concat(audio.map((each) => Buffer.from(each, 'base64')))
const numbers = (audio: readonly string[]) => {
  const bytes = bytesOf(audio)
  return Array.from({ length: bytes.length / 160 }, (_, i) => bytes[i * 160])
}
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

describe('the caller’s audio on its way into a socket', () => {
  it('is left to the next session from the last ping on that was read', () => {
    const line = new AudioLine({ keptMs: 1_000, staleAfterMs: 1_000 })
    for (const n of from(1, 10)) line.sent(piece(n), 0)
    line.asked()
    for (const n of from(11, 15)) line.sent(piece(n), 0)
    line.taken()
    line.asked()
    for (const n of from(16, 20)) line.wait(piece(n), 0)
    assert.deepEqual(numbers(line.leave()), from(11, 20))
    assert.deepEqual(line.leave(), [])
  })

  it('is remembered for three seconds once it was sent, at any place of the ring', () => {
    for (const count of [149, 150, 151, 220]) {
      const line = new AudioLine({ keptMs: 1_000, staleAfterMs: 1_000 })
      for (const n of from(1, count)) line.sent(piece(n), 0)
      assert.deepEqual(numbers(line.leave()), from(Math.max(1, count - 149), count))
    }
    const line = new AudioLine({ keptMs: 1_000, staleAfterMs: 1_000 })
    const odd = Array.from({ length: 300 }, (_, i) => Buffer.alloc(101, i % 250))
    for (const bytes of odd) line.sent(passing(bytes), 0)
    const left = bytesOf(line.leave())
    assert.ok(left.length >= 23_900)
    assert.deepEqual(left, Buffer.concat(odd).subarray(-left.length))
  })

  it('keeps the end of a piece that is longer than it remembers', () => {
    const line = new AudioLine({ keptMs: 1_000, staleAfterMs: 1_000 })
    const long = Buffer.from(Array.from({ length: 30_000 }, (_, i) => i % 251))
    line.sent(piece(1), 0)
    line.sent(passing(long), 0)
    const left = bytesOf(line.leave())
    assert.ok(left.length >= 18_000)
    assert.deepEqual(left, long.subarray(-left.length))
  })

  it('is known by its offset for a while: when it was sent', () => {
    const line = new AudioLine({ keptMs: 1_000, staleAfterMs: 1_000 })
    for (let atMs = 0; atMs < 60_000; atMs += 20) line.sent(piece(1), atMs)
    for (const offsetMs of [31_000, 45_010, 59_000]) {
      const agoMs = line.sentAgoMs(offsetMs, 60_000)
      assert.ok(agoMs !== undefined && Math.abs(60_000 - offsetMs - agoMs) <= 520, `${offsetMs}: ${agoMs}`)
    }
    assert.equal(line.sentAgoMs(70_000, 60_000), undefined)
  })

  it('waits no longer than it is fresh, and not more of it than there is room for', () => {
    const line = new AudioLine({ keptMs: 100, staleAfterMs: 50 })
    for (const n of from(1, 6)) line.wait(piece(n), n * 20)
    assert.equal(line.droppedMs, 20)
    assert.deepEqual(numbers([line.next(130) ?? '']), [4])
    assert.equal(line.droppedMs, 60)
    assert.deepEqual(numbers([line.next(160) ?? '']), [6])
    assert.equal(line.next(160), undefined)
    assert.ok(line.isEmpty)
  })
})
