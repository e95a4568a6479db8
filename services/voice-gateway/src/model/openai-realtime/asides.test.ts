import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Asides } from './asides.ts'
import { parseServerMessage, type ServerMessage } from './messages.ts'

function message(fields: Record<string, unknown>): ServerMessage {
  const parsed = parseServerMessage(JSON.stringify(fields))
  assert.ok(parsed.is === 'message')
  return parsed.message
}
const created = (id: string, name?: string) =>
  message({ type: 'response.created', response: { id, ...(name === undefined ? {} : { metadata: { aside: name } }) } })
const audio = (response_id: string, delta: string) =>
  message({ type: 'response.output_audio.delta', response_id, item_id: 'i', delta })
const done = (id: string, status: string) => message({ type: 'response.done', response: { id, status, output: [] } })

test('what is spoken beside the conversation is asked for without it, gathered, and kept apart from it', () => {
  const asides = new Asides()
  const asked: unknown = JSON.parse(asides.ask('hello', 'Say exactly: "Hello."'))
  assert.deepEqual(asked, {
    type: 'response.create',
    event_id: 'aside-hello',
    response: {
      ...{ conversation: 'none', input: [], instructions: 'Say exactly: "Hello."', tool_choice: 'none' },
      metadata: { aside: 'hello' },
    },
  })
  assert.deepEqual(asides.take(created('r1', 'hello')), [])
  assert.equal(asides.take(created('r2')), undefined)
  assert.deepEqual(asides.take(audio('r1', 'QQ==')), [])
  assert.equal(asides.take(audio('r2', 'QQ==')), undefined)
  assert.deepEqual(asides.take(audio('r1', 'QkI=')), [])
  assert.equal(asides.take(done('r2', 'completed')), undefined)
  const spoken = { kind: 'aside-spoken', name: 'hello', audio: Buffer.from('ABB').toString('base64') }
  assert.deepEqual(asides.take(done('r1', 'completed')), [spoken])
  assert.equal(asides.take(audio('r1', 'QQ==')), undefined, 'it is over')
})

test('what failed, or would not end, comes to nothing', () => {
  const asides = new Asides()
  const nothing = [{ kind: 'aside-spoken', name: 'hello', audio: '' }]
  asides.take(created('r1', 'hello'))
  asides.take(audio('r1', 'QQ=='))
  assert.deepEqual(asides.take(done('r1', 'failed')), nothing)
  asides.take(created('r2', 'hello'))
  for (let s = 0; s < 11; s++) asides.take(audio('r2', Buffer.alloc(8_000).toString('base64')))
  assert.deepEqual(asides.take(done('r2', 'completed')), nothing)
})
