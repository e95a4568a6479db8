import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cleared, echoed, itemOf, over, type Playback, received, runs, sent, silent, truncationMs } from './playback.ts'
import { seeded } from './testing/seeded.ts'

const item = (itemId: string) => ({ itemId, responseId: `of-${itemId}`, session: 1 })
const take = (playback: Playback, itemId: string, ms: number) => received(playback, item(itemId), ms, 60_000).playback
const piece = (mark: string, itemId: string, ms: number) => ({ mark, itemId, ms })

describe('the account of what was heard', () => {
  it('counts as heard what the carrier echoed, and everything before it', () => {
    let account = take(silent, 'a', 300)
    for (const mark of ['1', '2', '3']) account = sent(account, piece(mark, 'a', 100), 0)
    const { playback } = echoed(account, '2')
    assert.equal(itemOf(playback, 'a')?.heardMs, 200)
    assert.deepEqual(echoed(playback, '1').playback, playback)
  })

  it('lets an item go when it was heard to its end and no more will come', () => {
    const account = sent(take(silent, 'a', 100), piece('1', 'a', 100), 0)
    const heard = echoed(account, '1')
    assert.deepEqual([heard.finished, heard.playback.items.length], [[], 1])
    const done = over(heard.playback, () => true, 'whole')
    assert.deepEqual([done.finished.length, done.playback.items.length], [1, 0])
  })

  it('takes no echo for hearing that comes after a clear', () => {
    const account = sent(take(silent, 'a', 100), piece('1', 'a', 100), 0)
    const { playback, cut } = cleared(account)
    assert.equal(cut[0]?.heardMs, 0)
    assert.deepEqual(echoed(take(playback, 'a', 100), '1').playback.items[0]?.heardMs, 0)
  })

  it('refuses what would wait too long', () => {
    const { accepted, playback } = received(silent, item('a'), 100, 100)
    assert.ok(accepted)
    assert.equal(received(playback, item('a'), 1, 100).accepted, false)
  })

  it('holds over thousands of random histories: heard <= sent <= received, and never beyond at a truncation', () => {
    for (let seed = 1; seed <= 3_000; seed++) randomHistory(seed)
  })
})

function randomHistory(seed: number) {
  const random = seeded(seed)
  let account: Playback = silent
  let marks: string[] = []
  const heardBefore = new Map<string, number>()
  for (let step = 0; step < 40; step++) {
    const itemId = random.pick(['a', 'b', 'c'])
    const act = random.below(10)
    if (act < 3) account = received(account, item(itemId), 1 + random.below(300), 2_000).playback
    else if (act < 6) {
      const mark = `${seed}.${step}`
      marks.push(mark)
      account = sent(account, piece(mark, itemId, 1 + random.below(200)), step)
    } else if (act < 8 && marks.length > 0) {
      const { playback, finished } = echoed(account, random.pick(marks))
      account = playback
      for (const done of finished) assert.ok(done.receivedMs - done.heardMs <= 0.001, `seed ${seed}`)
    } else if (act === 8) account = over(account, (each) => each.itemId === itemId, 'whole').playback
    else if (random.chance(0.3)) {
      const before = account
      const { playback, cut } = cleared(account)
      account = playback
      for (const each of cut) assert.ok(truncationMs(each) <= each.receivedMs, `seed ${seed}`)
      assert.equal(runs(account), false)
      for (const mark of marks) assert.equal(echoed(account, mark).playback, account, `seed ${seed}`)
      assert.equal(cut.length, before.items.length)
      marks = []
      heardBefore.clear()
    }
    for (const each of account.items) {
      assert.ok(each.heardMs <= each.sentMs && each.sentMs <= each.receivedMs, `seed ${seed}, step ${step}`)
      assert.ok(
        each.heardMs >= (heardBefore.get(each.itemId) ?? 0),
        `seed ${seed}, step ${step}: heard less than before`,
      )
      heardBefore.set(each.itemId, each.heardMs)
    }
    for (const known of [...heardBefore.keys()]) if (itemOf(account, known) === undefined) heardBefore.delete(known)
  }
}
