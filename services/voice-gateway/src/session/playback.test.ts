import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  cleared,
  echoed,
  heardBy,
  itemOf,
  over,
  type Playback,
  playedOn,
  received,
  runs,
  sent,
  silent,
  truncationMs,
} from './playback.ts'

const item = (itemId: string) => ({ itemId, responseId: `of-${itemId}`, session: 1 })
const take = (playback: Playback, itemId: string, ms: number) => received(playback, item(itemId), ms, 60_000).playback
const piece = (mark: string, itemId: string, ms: number) => ({ mark, itemId, ms })
const heardMs = (playback: Playback, itemId: string, atMs: number) =>
  heardBy(playback, atMs).find((each) => each.itemId === itemId)?.heardMs

describe('the account of what was heard', () => {
  it('counts as heard what the carrier echoed, and everything before it', () => {
    let account = take(silent, 'a', 300)
    for (const mark of ['1', '2', '3']) account = sent(account, piece(mark, 'a', 100), 0)
    const { playback } = echoed(account, '2', 200)
    assert.equal(itemOf(playback, 'a')?.heardMs, 200)
    assert.deepEqual(echoed(playback, '1', 210).playback, playback)
  })

  it('lets an item go when it was heard to its end and no more will come', () => {
    const account = sent(take(silent, 'a', 100), piece('1', 'a', 100), 0)
    const heard = echoed(account, '1', 100)
    assert.deepEqual([heard.finished, heard.playback.items.length], [[], 1])
    const done = over(heard.playback, () => true, 'whole')
    assert.deepEqual([done.finished.length, done.playback.items.length], [1, 0])
  })

  it('takes no echo for hearing that comes after a clear', () => {
    const account = sent(take(silent, 'a', 100), piece('1', 'a', 100), 0)
    const { playback, cut } = cleared(account, 0)
    assert.equal(cut[0]?.heardMs, 0)
    assert.deepEqual(echoed(take(playback, 'a', 100), '1', 5).playback.items[0]?.heardMs, 0)
  })

  it('refuses what would wait too long', () => {
    const { accepted, playback } = received(silent, item('a'), 100, 100)
    assert.ok(accepted)
    assert.equal(received(playback, item('a'), 1, 100).accepted, false)
  })

  it('knows where the ear is between two marks', () => {
    let account = take(silent, 'a', 400)
    for (const mark of ['1', '2', '3']) account = sent(account, piece(mark, 'a', 120), 1_000)
    assert.equal(heardMs(account, 'a', 1_050), 50)
    assert.equal(heardMs(account, 'a', 1_200), 200)
    assert.equal(heardMs(account, 'a', 9_000), 360, 'never beyond what was sent')
    // The carrier began a little late: the mark puts it right.
    const { playback } = echoed(account, '1', 1_135)
    assert.equal(heardMs(playback, 'a', 1_135), 120)
    assert.equal(heardMs(playback, 'a', 1_145), 130)
    assert.equal(heardMs(playback, 'a', 9_000), 360)
  })

  it('is not put back by a mark that was held up a little, and is by one that comes late', () => {
    let account = take(silent, 'a', 600)
    for (const mark of ['1', '2', '3', '4']) account = sent(account, piece(mark, 'a', 120), 1_000)
    account = echoed(account, '1', 1_120).playback
    const heldUp = echoed(account, '2', 1_255).playback
    assert.equal(heardMs(heldUp, 'a', 1_260), 260)
    const late = echoed(heldUp, '3', 1_500).playback
    assert.equal(heardMs(late, 'a', 1_500), 390, 'by as much as a mark may be held up')
  })

  it('takes no pause of the carrier for hearing: a piece is not heard before it was sent', () => {
    let account = sent(take(silent, 'a', 400), piece('1', 'a', 120), 1_000)
    account = sent(account, piece('2', 'a', 120), 5_000)
    assert.equal(heardMs(account, 'a', 5_010), 130)
  })

  it('plays on what was cut off under a name of its own', () => {
    const account = sent(playedOn(silent, { itemId: 'a.rest', responseId: 'r' }, 120), piece('1', 'a.rest', 120), 0)
    assert.deepEqual(
      echoed(account, '1', 120).finished.map(({ itemId }) => itemId),
      ['a.rest'],
    )
  })
})

type Step =
  | { readonly is: 'receives'; readonly of: string; readonly ms: number }
  | { readonly is: 'sends'; readonly of: string; readonly ms: number }
  | { readonly is: 'echoes'; readonly mark: number }
  | { readonly is: 'over'; readonly of: string }
  | { readonly is: 'clears' }

const itemId = fc.constantFrom('a', 'b', 'c')
const step: fc.Arbitrary<readonly [passesMs: number, Step]> = fc.tuple(
  fc.nat(150),
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ is: fc.constant('receives'), of: itemId, ms: fc.integer({ min: 1, max: 300 }) }),
    },
    { weight: 4, arbitrary: fc.record({ is: fc.constant('sends'), of: itemId, ms: fc.integer({ min: 1, max: 200 }) }) },
    { weight: 3, arbitrary: fc.record({ is: fc.constant('echoes'), mark: fc.nat(40) }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('over'), of: itemId }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('clears') }) },
  ) as fc.Arbitrary<Step>,
)

/** Applies a step, and holds what must hold of it. */
function apply(account: Playback, step: Step, marks: string[], atMs: number): Playback {
  switch (step.is) {
    case 'receives':
      return received(account, item(step.of), step.ms, 2_000).playback
    case 'sends':
      marks.push(`m${marks.length}`)
      return sent(account, piece(marks.at(-1) ?? '', step.of, step.ms), atMs)
    case 'echoes': {
      const { playback, finished } = echoed(account, `m${step.mark}`, atMs)
      for (const done of finished) assert.ok(done.receivedMs - done.heardMs <= 0.001)
      return playback
    }
    case 'over':
      return over(account, (each) => each.itemId === step.of, 'whole').playback
    case 'clears': {
      const { playback, cut } = cleared(account, atMs)
      for (const each of cut) assert.ok(truncationMs(each) <= each.sentMs && truncationMs(each) <= each.receivedMs)
      assert.equal(runs(playback), false)
      for (const mark of marks) assert.equal(echoed(playback, mark, atMs).playback, playback)
      return playback
    }
  }
}

describe('the account of what was heard, over any history', () => {
  it('holds that heard <= sent <= received, that nothing is unheard again, and that the ear is no faster than time', () => {
    const holds = (history: readonly (readonly [number, Step])[]) => {
      let account = silent
      let atMs = 0
      const marks: string[] = []
      for (const [passesMs, each] of history) {
        const before = account
        const wasMs = atMs
        atMs += passesMs
        account = apply(account, each, marks, atMs)
        for (const now of account.items) {
          const by = heardMs(account, now.itemId, atMs) ?? 0
          assert.ok(now.heardMs <= by && by <= now.sentMs && now.sentMs <= now.receivedMs)
          assert.ok(now.heardMs >= (itemOf(before, now.itemId)?.heardMs ?? 0))
        }
        // Reckoned, not echoed: over all items no more is heard than time has passed.
        const total = (at: number) => heardBy(before, at).reduce((sum, { heardMs: ms }) => sum + ms, 0)
        assert.ok(total(atMs) - total(wasMs) <= passesMs + 1e-6)
      }
    }
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), holds), { numRuns: 10_000 })
  })
})
