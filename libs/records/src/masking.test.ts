import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskNumber } from './masking.ts'

test('a number shows its country and its last three digits, whatever its length', () => {
  assert.equal(maskNumber('+4915112345678'), '+49•••••••678')
  assert.equal(maskNumber('+493012345'), '+49•••••••345')
  assert.equal(maskNumber('+14155550123'), '+1•••••••123')
  assert.equal(maskNumber('+353861234567'), '+353•••••••567')
})

test('a short number keeps at least four digits hidden', () => {
  assert.equal(maskNumber('+3531234'), '+353•••••••')
  assert.equal(maskNumber('+35312345'), '+353•••••••5')
})

test('what is no number is hidden whole; a withheld one stays null', () => {
  assert.equal(maskNumber('anonymous'), '•••••••')
  assert.equal(maskNumber('0301234567'), '•••••••')
  assert.equal(maskNumber(null), null)
})
