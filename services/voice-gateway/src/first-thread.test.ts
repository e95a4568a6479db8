import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { pid, platform } from 'node:process'
import { test } from 'node:test'
import { putThisThreadFirst } from './first-thread.ts'

test('every thread but the first stands back', {
  skip: platform !== 'linux' && 'threads have no priorities here',
}, () => {
  const first = getPriority(pid)
  const held = putThisThreadFirst()
  assert.equal(getPriority(pid), first)
  const others = readdirSync('/proc/self/task')
    .map(Number)
    .filter((id) => id !== pid)
  assert.equal(held, others.length)
  assert.deepEqual(new Set(others.map((id) => getPriority(id))), new Set([10]))
})
