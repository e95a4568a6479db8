import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseServerMessage } from './messages.ts'
import { OutputDeltas } from './output-deltas.ts'

const voice = 'response.output_audio.delta'
const words = 'response.output_audio_transcript.delta'

const usual = (type: string, delta: string) => ({
  ...{ type, event_id: 'event_1', response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 },
  ...{ delta, obfuscation: 'x' },
})

/** Between other bytes, as a message lies in what the connection brought. */
function readOf(deltas: OutputDeltas, text: string) {
  const bytes = Buffer.from(`<<${text}>>`)
  const found = deltas.read(bytes, 2, bytes.length - 2)
  return found && { ...found, delta: typeof found.delta === 'string' ? found.delta : found.delta.text() }
}

describe('pieces of voice and words, read from their bytes', () => {
  it('are what a parser makes of them, or are left to it', () => {
    const deltas = new OutputDeltas()
    const id = fc.string({ unit: fc.constantFrom(...'ab_-.123456789"é'), maxLength: 4 })
    const delta = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
    )
    const message = fc.record(
      {
        ...{
          event_id: id,
          type: fc.constantFrom(voice, words),
          response_id: id,
          item_id: id,
        },
        ...{ output_index: fc.nat(3), content_index: fc.nat(3), delta, obfuscation: id },
      },
      { requiredKeys: ['type', 'response_id', 'item_id', 'output_index', 'content_index', 'delta'] },
    )
    let read = 0
    fc.assert(
      fc.property(message, (fields) => {
        const text = JSON.stringify(fields)
        const found = readOf(deltas, text)
        if (found === undefined) return
        read++
        const parsed = parseServerMessage(text)
        assert.ok(parsed.is === 'message')
        const { type, response_id, item_id, delta: told } = fields
        assert.deepEqual(found, { type, response_id, item_id, delta: told })
      }),
      { numRuns: 20_000 },
    )
    assert.ok(read > 100, `only ${read} were read`)
  })

  it('are read in the order of fields that the vendor sends, with and without what is passed over', () => {
    const deltas = new OutputDeltas()
    for (const [type, delta] of [
      [voice, '//8='],
      [words, ' Good day, 7 o’clock?'.replace('’', "'")],
    ] as const) {
      const { event_id, obfuscation, type: _, ...rest } = usual(type, delta)
      const expected = { type, response_id: 'resp_1', item_id: 'item_1', delta }
      for (const message of [
        usual(type, delta),
        { event_id, type, ...rest },
        { type, event_id, ...rest },
        { type, ...rest, obfuscation },
      ]) {
        assert.deepEqual(readOf(deltas, JSON.stringify(message)), expected)
      }
    }
  })

  it('are left to the parser where an id, a quotation or the end is not as usual', () => {
    const deltas = new OutputDeltas()
    const text = JSON.stringify(usual(voice, '//8='))
    for (const other of [
      text.slice(0, -1),
      `${text} `,
      JSON.stringify(usual(words, 'he said "no"')),
      JSON.stringify(usual(voice, '//8')),
      JSON.stringify({ ...usual(voice, '//8='), item_id: 'an item' }),
    ]) {
      assert.equal(readOf(deltas, other), undefined, other)
    }
  })

  it('name an item and another that begins alike', () => {
    const deltas = new OutputDeltas()
    for (const item_id of ['item_1', 'item_12', 'item_1', 'item_']) {
      assert.equal(readOf(deltas, JSON.stringify({ ...usual(words, 'a'), item_id }))?.item_id, item_id)
    }
  })
})
