import assert from 'node:assert/strict'
import { test } from 'node:test'
import { masked } from './call-trace.ts'

test('numbers are masked wherever they stand in what was said', () => {
  const said = { text: 'Meine Nummer ist +49 151 1234 5678.', list: ['+493012345678', 7], none: null }
  const expected = { text: 'Meine Nummer ist +49•••••••678.', list: ['+49•••••••678', 7], none: null }
  assert.deepEqual(masked(said), expected)
})
