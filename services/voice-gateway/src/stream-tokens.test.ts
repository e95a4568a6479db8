import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '@frontdesk/process/clock'
import { streamTokens } from './stream-tokens.ts'

const tokensOf = (clock = manualClock(), key = 'the-auth-token') => streamTokens(key, clock)

describe('a stream token', () => {
  test('holds a pass for its own call, and for no other', () => {
    const tokens = tokensOf()
    const token = tokens.issue('CA1', 0)
    const pass = tokens.passOf('CA1', token)
    assert.ok(pass)
    assert.equal(tokens.passOf('CA1', token), pass)
    for (const wrong of [undefined, '', `${token}x`, `0${token}`, token.replace(pass, 'x'.repeat(22)), 'a.b.c'])
      assert.equal(tokens.passOf('CA1', wrong), undefined)
    assert.equal(tokens.passOf('CA2', token), undefined)
  })

  test('is good on every instance that has the same key, and on no other', () => {
    const clock = manualClock()
    const token = tokensOf(clock).issue('CA1', 0)
    assert.ok(tokensOf(clock).passOf('CA1', token))
    assert.equal(tokensOf(clock, 'another').passOf('CA1', token), undefined)
  })

  test('asked for twice is the same; the next stream gets another, with another pass', () => {
    const tokens = tokensOf()
    const first = tokens.issue('CA1', 0)
    assert.equal(tokens.issue('CA1', 0), first)
    const second = tokens.issue('CA1', 1)
    assert.notEqual(tokens.passOf('CA1', second), tokens.passOf('CA1', first))
  })

  test('is void after a minute', async () => {
    const clock = manualClock()
    const tokens = tokensOf(clock)
    const token = tokens.issue('CA1', 0)
    await clock.advance(59_999)
    assert.ok(tokens.passOf('CA1', token))
    await clock.advance(1)
    assert.equal(tokens.passOf('CA1', token), undefined)
    assert.notEqual(tokens.issue('CA1', 0), token)
  })
})
