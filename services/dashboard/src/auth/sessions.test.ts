import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '@frontdesk/process/clock'
import { hashPassword, isPassword, isPasswordHash } from './password.ts'
import { sessionsOf } from './sessions.ts'
import { maySee, readStaff, type Staff } from './staff.ts'

const ada: Staff = { name: 'Ada', number: null, lineIds: 'all', passwordHash: 'one' }

describe('a session', () => {
  test('is read by every instance that has the key, and by no other', () => {
    const clock = manualClock()
    const token = sessionsOf([ada], 'key', clock).issue(ada)
    assert.equal(sessionsOf([ada], 'key', clock).read(token)?.person.name, 'Ada')
    assert.equal(sessionsOf([ada], 'another', clock).read(token), undefined)
    for (const forged of ['', '.', token.slice(0, -1), token.replace(/^[^.]+/, 'QmVu'), `${token}x`])
      assert.equal(sessionsOf([ada, { ...ada, name: 'Ben' }], 'key', clock).read(forged), undefined)
  })

  test('ends with its time, and with the password it was begun with', async () => {
    const clock = manualClock()
    const sessions = sessionsOf([ada], 'key', clock)
    const token = sessions.issue(ada)
    assert.equal(sessionsOf([{ ...ada, passwordHash: 'two' }], 'key', clock).read(token), undefined)
    assert.equal(sessionsOf([], 'key', clock).read(token), undefined)
    await clock.advance(12 * 3_600_000 - 1)
    assert.ok(sessions.read(token))
    await clock.advance(1)
    assert.equal(sessions.read(token), undefined)
  })

  test('has a form token of its own', () => {
    const sessions = sessionsOf([ada], 'key', manualClock())
    const [one, two] = [sessions.read(sessions.issue(ada)), sessions.read(sessions.issue(ada))]
    assert.notEqual(one?.formToken, two?.formToken)
  })
})

test('a password is known by its hash alone, and no hash is like another', async () => {
  const [one, two] = [await hashPassword('pässword'), await hashPassword('pässword')]
  assert.notEqual(one, two)
  assert.equal(await isPassword('pa\u0308ssword', one), true)
  assert.equal(await isPassword('password', one), false)
  for (const wrong of ['', 'pässword', one.slice(0, -1), one.replace('.14.', '.30.'), one.replace('.14.', '.4.')])
    assert.equal(isPasswordHash(wrong), false, wrong)
})

test('the people are read from one line of text, or told what is wrong with whom', async () => {
  const hash = await hashPassword('x')
  const read = readStaff(`Ada Lovelace:+493012345678:a-1+b-2:${hash}; Ben::*:${hash};`)
  assert.ok(read.ok)
  assert.deepEqual(
    read.staff.map(({ name, number, lineIds }) => ({ name, number, lineIds })),
    [
      { name: 'Ada Lovelace', number: '+493012345678', lineIds: ['a-1', 'b-2'] },
      { name: 'Ben', number: null, lineIds: 'all' },
    ],
  )
  const [first, second] = read.staff
  assert.ok(first && second)
  assert.deepEqual([maySee(first, 'b-2'), maySee(first, 'c-3'), maySee(second, 'c-3')], [true, false, true])
  for (const [text, fault] of [
    ['', /nobody/],
    [`Ada:+493012345678:*`, /person 1: must be NAME/],
    [`Ada:030 1234:*:${hash}`, /person 1: the number/],
    [`Ada::*:${hash};Ben::*:secret`, /person 2: the hash/],
    [`Ada::*:${hash};Ada::*:${hash}`, /person 2: the name is taken/],
    [`Ada::B L:${hash}`, /person 1: the lines/],
  ] as const) {
    const wrong = readStaff(text)
    assert.ok(!wrong.ok)
    assert.match(wrong.fault, fault)
    assert.doesNotMatch(wrong.fault, /secret|scrypt\./)
  }
})
