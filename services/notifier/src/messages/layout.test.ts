import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { escaped, layOut } from './layout.ts'

describe('anybody’s words', () => {
  test('are shown, not obeyed', () => {
    assert.equal(escaped('<!channel> & <@U1>', 100), '&lt;!channel&gt; &amp; &lt;@U1&gt;')
  })

  test('are cut at the limit of what is sent, never within an entity or a character', () => {
    assert.equal(escaped('abc', 3), 'abc')
    assert.equal(escaped('abcd', 3), 'ab…')
    assert.equal(escaped('<<<', 9), '&lt;&lt;…')
    assert.equal(escaped('&&', 9), '&amp;…')
    assert.equal(escaped('😀😀😀', 5), '😀😀…')
  })
})

test('a message stays within Slack’s limits, whatever it is made of', () => {
  const long = '<'.repeat(10_000)
  const { blocks, text } = layOut({
    ...{ kind: 'failure', about: [], channel: 'C1', callId: long },
    ...{ headline: '😀'.repeat(200), fields: [['Practice', long]], reason: long, next: long },
  })
  assert.ok(text.length <= 4_000)
  for (const block of blocks) {
    if (block.type === 'header') assert.ok(block.text.text.length <= 150)
    else if (block.type === 'context') assert.ok((block.elements[0]?.text.length ?? 0) <= 2_000)
    else if ('fields' in block) assert.ok((block.fields[0]?.text.length ?? 0) <= 2_000)
    else assert.ok(block.text.text.length <= 3_000)
  }
})
