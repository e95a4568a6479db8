import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FilterSyntaxError, parseFilter } from './filter.ts'

const mine = { gateway: 'g-1', type: 'frontdesk.tool.completed.v1' }

test('a filter says which attributes a message must carry', () => {
  const cases: [string, boolean][] = [
    ['', true],
    ['attributes.gateway = "g-1"', true],
    ['attributes.gateway="g-2"', false],
    ['attributes.gateway != "g-2"', true],
    ['attributes.absent != "x"', true],
    ['attributes:gateway', true],
    ['attributes:absent', false],
    ['attributes.gateway = "g-1" AND attributes.type = "frontdesk.tool.completed.v1"', true],
    ['attributes.gateway = "g-2" OR hasPrefix(attributes.type, "frontdesk.")', true],
    ['NOT (attributes:gateway AND attributes:absent)', true],
    ['attributes."gateway" = "g-\\1"', true],
  ]
  for (const [filter, expected] of cases) assert.equal(parseFilter(filter)(mine), expected, filter)
})

test('what is not of the language is refused', () => {
  for (const filter of [
    'gateway = "x"',
    'attributes.a = x',
    'attributes.a = "x" attributes:b',
    '(attributes:a',
    'a'.repeat(257),
  ])
    assert.throws(() => parseFilter(filter), FilterSyntaxError, filter)
})
