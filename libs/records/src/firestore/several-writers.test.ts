import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { all, utterance } from '../contract/samples.ts'
import { openAt, ownKnobs, startServer } from './testing/at-emulator.ts'

const wordsOf = (entry: { readonly kind: string; readonly text?: string }) => entry.text ?? entry.kind

test('a journal that several processes append to loses, doubles and mixes nothing', { skip: ownKnobs() }, async () => {
  const { host, trouble } = await startServer()
  trouble.turn({ aborted: 0.1, lost: 0.1, lateMs: 4 })
  const projectId = `test-${randomUUID()}`
  await using one = openAt(host, projectId)
  await using other = openAt(host, projectId)
  await using third = openAt(host, projectId)
  const writers = [one, other, third]
  await all(
    60,
    (n) => writers[n % 3]?.journal.append('call-1', [utterance(`${n}.a`), utterance(`${n}.b`)]) ?? Promise.resolve(),
  )
  const read = await one.journal.read('call-1')
  assert.deepEqual(
    read.map(({ seq }) => seq),
    Array.from({ length: 120 }, (_, n) => n + 1),
  )
  const texts = read.map(wordsOf)
  assert.equal(new Set(texts).size, 120)
  for (let n = 0; n < 120; n += 2) assert.equal(texts[n]?.replace('a', 'b'), texts[n + 1])
  for (const writer of [0, 1, 2]) {
    const own = texts.filter((text) => Number.parseInt(text, 10) % 3 === writer && text.endsWith('a'))
    assert.deepEqual(
      own,
      own.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)),
      'in the order of asking',
    )
  }
})
