import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { toolNames } from './catalogue.ts'
import { checkToolCall, toolDefinitions } from './check.ts'

describe('a tool call', () => {
  test('that fits is passed on with its arguments', () => {
    const checked = checkToolCall('findAvailability', '{"date":"2026-11-24","service":"Check-up"}')
    assert.deepEqual(checked, {
      ok: true,
      tool: 'findAvailability',
      arguments: { date: '2026-11-24', service: 'Check-up' },
    })
  })

  test('without arguments may be an empty text', () => {
    assert.equal(checkToolCall('endCall', '').ok, true)
  })

  for (const [why, name, text, expected] of [
    ['a day in words', 'findAvailability', '{"date":"tomorrow","service":"Check-up"}', /date: must be a calendar date/],
    [
      'a time of day only',
      'findMyAppointments',
      '{"name":"Ada Lovelace","startsAt":"10:00"}',
      /startsAt: must be YYYY/,
    ],
    ['a nested field', 'bookAppointment', '{"slotId":"s","customer":{"name":"A"}}', /customer\.name: must be first/],
    [
      'a phone number in local form',
      'bookAppointment',
      '{"slotId":"s","customer":{"name":"Ada Lovelace","phone":"030 1"}}',
      /E\.164/,
    ],
    ['a missing field', 'transferToHuman', '{}', /reason/],
    ['a field too many', 'endCall', '{"now":true}', /now/],
    ['two faults at once', 'findAvailability', '{}', /date.*service/],
  ] as const) {
    test(`with ${why} is refused, naming the field and what is allowed`, () => {
      const checked = checkToolCall(name, text)
      assert.ok(!checked.ok)
      assert.equal(checked.code, 'bad-arguments')
      assert.match(checked.message, expected)
    })
  }

  test('that is no JSON, or not an object, is refused', () => {
    assert.equal(checkToolCall('endCall', '{"a":').ok, false)
    assert.equal(checkToolCall('endCall', '[]').ok, false)
  })

  test('of a tool that does not exist names those that do', () => {
    const checked = checkToolCall('toString', '{}')
    assert.ok(!checked.ok)
    assert.match(checked.message, /findAvailability/)
  })
})

test('the model is told of every tool, with JSON Schema that allows nothing besides', () => {
  const definitions = toolDefinitions()
  assert.deepEqual(
    definitions.map((d) => d.name),
    toolNames,
  )
  for (const { parameters, description } of definitions) {
    assert.equal(parameters.type, 'object')
    assert.equal(parameters.additionalProperties, false)
    assert.ok(description.length > 20)
  }
})
