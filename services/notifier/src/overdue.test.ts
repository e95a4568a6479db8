import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openingHours } from '@frontdesk/line/hours'
import { loadLines } from '@frontdesk/line/load'
import { remindersDue } from './overdue.ts'

const lines = await loadLines(fileURLToPath(new URL('../../../lines', import.meta.url)))
const line = lines.find(({ id }) => id === 'berlin-dental')
assert.ok(line)
const hours = openingHours(line)
const at = (now: string, dueAt: string) => remindersDue({ dueAt }, hours, Temporal.Instant.from(now))

test('a reminder is due when the promised moment has passed, not before', () => {
  assert.equal(at('2026-11-24T09:00:00Z', '2026-11-24T09:00:00.000Z'), 0)
  assert.equal(at('2026-11-24T09:00:00.001Z', '2026-11-24T09:00:00.000Z'), 1)
})

test('a second one is due an hour of opening time later', () => {
  assert.equal(at('2026-11-24T09:59:59Z', '2026-11-24T09:00:00.000Z'), 1)
  assert.equal(at('2026-11-24T10:00:00Z', '2026-11-24T09:00:00.000Z'), 2)
})

test('the practice closes half an hour after the promise: the second one waits for the next morning', () => {
  // Tuesday 17:30 in Berlin; it closes at 18:00 and opens on Wednesday at 9:00.
  assert.equal(at('2026-11-24T23:00:00Z', '2026-11-24T16:30:00.000Z'), 1)
  assert.equal(at('2026-11-25T08:29:00Z', '2026-11-24T16:30:00.000Z'), 1)
  assert.equal(at('2026-11-25T08:30:00Z', '2026-11-24T16:30:00.000Z'), 2)
})
