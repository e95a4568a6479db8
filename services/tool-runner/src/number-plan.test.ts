import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLandline, isSameCountry, spellingsOf } from './number-plan.ts'

test('a landline is known where the numbering plan tells it, and nowhere else', () => {
  for (const landline of ['+493023125001', '+442079460123', '+41441234567']) assert.equal(isLandline(landline), true)
  for (const perhaps of ['+4915112345678', '+41791234567', '+14155550123', '+447700900118', '+999', 'nonsense']) {
    assert.equal(isLandline(perhaps), false, perhaps)
  }
})

test('two numbers are of one country by the country, and by its code where the number tells no more', () => {
  assert.equal(isSameCountry('+4915112345678', '+493056790000'), true)
  assert.equal(isSameCountry('+4366012345678', '+493056790000'), false)
  assert.equal(isSameCountry('+18765550123', '+14155550123'), false, 'Jamaica, which shares the code of the States')
  assert.equal(isSameCountry('+447700900118', '+442079460123'), true)
  assert.equal(isSameCountry('nonsense', '+493056790000'), false)
})

test('a number is looked for in the ways in which it is written with its country', () => {
  assert.deepEqual(spellingsOf('+493056790000'), ['+493056790000', '+49 30 56790000', '00493056790000'])
})
