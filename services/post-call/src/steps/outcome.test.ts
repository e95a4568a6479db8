import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Facts, outcomeOf } from './outcome.ts'
import type { ToolUse } from './tools.ts'

const at = '2026-11-23T10:00:00.000Z'
const use = (tool: string, status = 'succeeded', args: Record<string, unknown> = {}): ToolUse => {
  return { tool, toolCallId: `call_${tool}`, at, arguments: args, status, tookMs: 10, effects: [] }
}
const says = (outcome: string) => use('logCallOutcome', 'succeeded', { outcome, notes: 'A note.' })
const outcome = (tools: ToolUse[], facts: Partial<Facts> = {}) =>
  outcomeOf({ tools, callbackPromised: false, endReason: 'agent-ended', ...facts }).outcome

describe('the outcome of a call', () => {
  test('is the agent’s word where nothing speaks against it', () => {
    assert.equal(outcome([use('bookAppointment'), says('booked')]), 'booked')
    assert.equal(outcome([says('answered')]), 'answered')
    assert.equal(outcome([says('abandoned')]), 'abandoned')
    assert.equal(
      outcomeOf({ tools: [says('lead'), use('logLead')], callbackPromised: false, endReason: 'agent-ended' }).notes,
      'A note.',
    )
  })

  test('is not "booked" without a booking that succeeded', () => {
    assert.equal(outcome([says('booked')]), 'answered')
    assert.equal(outcome([use('bookAppointment', 'failed'), says('booked')]), 'answered')
    assert.equal(outcome([use('bookAppointment', 'unknown'), says('booked')], { endReason: 'model-failed' }), 'failed')
  })

  test('is not less than what happened', () => {
    assert.equal(outcome([use('bookAppointment'), says('answered')]), 'booked')
    assert.equal(outcome([says('transferred')], { callbackPromised: true }), 'callback')
    assert.equal(outcome([says('transferred')], { endReason: 'handed-over' }), 'transferred')
  })

  test('does not count a word that was not logged', () => {
    const unlogged = { ...says('lead'), status: 'failed' }
    assert.equal(outcome([unlogged], { endReason: 'caller-hung-up' }), 'abandoned')
  })

  test('follows from the facts when the agent said nothing', () => {
    assert.equal(outcome([use('bookAppointment')], { endReason: 'model-failed' }), 'booked')
    assert.equal(outcome([], { endReason: 'handed-over' }), 'transferred')
    assert.equal(outcome([use('logLead')], { endReason: 'caller-hung-up' }), 'lead')
    assert.equal(outcome([use('findAvailability')], { endReason: 'caller-hung-up' }), 'abandoned')
    for (const endReason of ['model-failed', 'gateway-lost', 'carrier-failed', 'refused'] as const)
      assert.equal(outcome([], { endReason }), 'failed')
    assert.equal(outcome([]), 'answered')
  })
})
