import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Callback, untouched } from './callback.ts'
import { type CallbackChange, changed } from './callback-changes.ts'
import { at, callback } from './contract/samples.ts'

const fresh: Callback = { ...callback('cb-1'), ...untouched }
const claim: CallbackChange = { do: 'claim', by: 'ada', at: at(1) }
const ring: CallbackChange = { do: 'ring', ringId: 'r1', by: 'ada', at: at(2) }
const end: CallbackChange = { do: 'end-ring', ringId: 'r1', result: 'person-no-answer', at: at(3) }
const given = (...changes: readonly CallbackChange[]): Callback =>
  changes.reduce((callback, change) => {
    const after = changed(callback, change)
    assert.ok(typeof after !== 'string', `${change.do} was refused: ${after}`)
    return after
  }, fresh)
const refusal = (callback: Callback, change: CallbackChange) => {
  const after = changed(callback, change)
  return typeof after === 'string' ? after : 'granted'
}

describe('a callback', () => {
  test('is finished and handed back by its owner alone', () => {
    const claimed = given(claim)
    for (const by of ['grace', '']) {
      assert.equal(refusal(claimed, { do: 'finish', as: 'done', by, at: at(2) }), 'not-yours')
      assert.equal(refusal(claimed, { do: 'hand-back', by, at: at(2) }), 'not-yours')
      assert.equal(refusal(claimed, { ...ring, by }), 'not-yours')
    }
    assert.equal(refusal(fresh, { do: 'finish', as: 'done', by: 'ada', at: at(2) }), 'not-yours')
  })

  test('handed back has no owner and can be claimed by another', () => {
    const back = given(claim, { do: 'hand-back', by: 'ada', at: at(2) })
    assert.deepEqual([back.state, back.owner], ['open', null])
    assert.equal(refusal(back, { ...claim, by: 'grace' }), 'granted')
  })

  test('is taken over from the owner that was seen, by one', () => {
    const over = (from: string, by: string): CallbackChange => ({ do: 'take-over', from, by, at: at(2) })
    const grace = given(claim, over('ada', 'grace'))
    assert.deepEqual([grace.state, grace.owner], ['claimed', 'grace'])
    assert.equal(refusal(grace, over('ada', 'joan')), 'not-yours')
    assert.equal(refusal(grace, over('ada', 'grace')), 'same')
    assert.equal(refusal(fresh, over('ada', 'grace')), 'not-yours')
    assert.equal(refusal(given(ring), over('ada', 'grace')), 'ringing')
  })

  test('that is finished stays as it is', () => {
    for (const as of ['done', 'gave-up'] as const) {
      const finished = given(claim, { do: 'finish', as, by: 'ada', at: at(2) })
      assert.equal(refusal(finished, claim), 'not-open')
      assert.equal(refusal(finished, { do: 'hand-back', by: 'ada', at: at(3) }), 'finished')
      assert.equal(refusal(finished, ring), 'finished')
      assert.equal(refusal(finished, { do: 'remind', times: 2, at: at(3) }), 'finished')
      assert.equal(refusal(finished, { do: 'finish', as, by: 'ada', at: at(3) }), 'same')
    }
  })

  test('claimed again by its owner is the same', () => assert.equal(refusal(given(claim), claim), 'same'))

  test('is reminded of once each time', () => {
    const once = given({ do: 'remind', times: 1, at: at(2) })
    assert.equal(refusal(once, { do: 'remind', times: 1, at: at(3) }), 'same')
    assert.equal(given({ do: 'remind', times: 2, at: at(2) }).reminded, 2)
    assert.equal(refusal(given({ do: 'remind', times: 2, at: at(2) }), { do: 'remind', times: 1, at: at(3) }), 'same')
  })

  test('keeps the newest hundred of its steps', () => {
    const many = Array.from({ length: 60 }, (_, n): CallbackChange[] => [
      { ...ring, ringId: `r${n}` },
      { ...end, ringId: `r${n}` },
    ])
    const { history } = given(claim, ...many.flat())
    assert.equal(history.length, 100)
    assert.equal(history.at(-1)?.what, 'ring-ended')
  })
})

describe('a ring', () => {
  test('claims an open callback, and leaves it with its owner when nobody picks up', () => {
    const after = given(ring, end)
    assert.deepEqual([after.state, after.owner, after.ring, after.attempts], ['claimed', 'ada', null, 0])
  })

  test('keeps its callback from being handed back', () => {
    const back: CallbackChange = { do: 'hand-back', by: 'ada', at: at(4) }
    assert.equal(refusal(given(ring), back), 'ringing')
    assert.equal(refusal(given(ring, end), back), 'granted')
  })

  test('does not come to the caller when the callback was finished before', () => {
    const finished = given(ring, { do: 'finish', as: 'done', by: 'ada', at: at(4) })
    assert.equal(refusal(finished, { do: 'ring-caller', ringId: 'r1', callSid: 'CA1' }), 'finished')
  })

  test('is one at a time', () => {
    assert.equal(refusal(given(ring), { ...ring, ringId: 'r2' }), 'ringing')
    assert.equal(refusal(given(ring), ring), 'same')
    assert.equal(refusal(given(ring, end), { ...ring, ringId: 'r2' }), 'granted')
  })

  test('needs a number', () => assert.equal(refusal({ ...fresh, caller: null }, ring), 'no-number'))

  test('belongs to the first call that is named for it', () => {
    const named = given(ring, { do: 'ring-is', ringId: 'r1', callSid: 'CA1' })
    assert.equal(refusal(named, { do: 'ring-caller', ringId: 'r1', callSid: 'CA2' }), 'no-such-ring')
    const rung = given(ring, { do: 'ring-caller', ringId: 'r1', callSid: 'CA1' })
    assert.equal(refusal(rung, { do: 'ring-is', ringId: 'r1', callSid: 'CA1' }), 'same')
    assert.deepEqual([rung.ring?.stage, rung.attempts], ['caller', 1])
  })

  test('ends once, also behind the end of its callback', () => {
    const finished = given(ring, { do: 'finish', as: 'done', by: 'ada', at: at(4) })
    assert.equal(refusal(finished, end), 'granted')
    assert.equal(refusal(given(ring, end), end), 'no-such-ring')
    assert.equal(refusal(fresh, end), 'no-such-ring')
  })
})
