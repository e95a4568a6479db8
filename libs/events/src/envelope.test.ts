import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { eventNames } from './catalogue.ts'
import { attributesOf, decode, encode, eventId, makeEvent, nameOf } from './envelope.ts'

const samples = new URL('../samples/', import.meta.url)
const sample = (name: string) => readFileSync(new URL(`${name}.json`, samples), 'utf8')

function decoded(wire: string) {
  const result = decode(wire)
  assert.ok(result.ok, result.ok ? '' : `${result.fault.kind}: ${result.fault.message}`)
  return result.event
}

function fault(change: (json: Record<string, unknown>) => void) {
  const json = JSON.parse(sample('call.started')) as Record<string, unknown>
  change(json)
  const result = decode(JSON.stringify(json))
  assert.equal(result.ok, false)
  return result.ok ? undefined : result.fault
}

describe('the catalogue', () => {
  test('has one sample file for every event, and no file besides', () => {
    assert.deepEqual(readdirSync(samples).sort(), eventNames.map((name) => `${name}.json`).sort())
  })

  for (const name of eventNames) {
    test(`the sample of ${name} is what the codec reads and writes, with the id that its data demands`, () => {
      const event = decoded(sample(name))
      assert.equal(nameOf(event), name)
      assert.deepEqual(JSON.parse(encode(event)), JSON.parse(sample(name)))
      assert.equal(event.id, eventId(name, event.data as never))
      assert.equal(event.subject, event.data.callId)
      assert.equal(attributesOf(event).callId, event.subject)
    })
  }
})

describe('an event', () => {
  const at = Temporal.Instant.from('2026-11-22T18:00:00Z')
  const data = {
    callId: 'call-1',
    lineId: 'dental',
    callSid: 'CA1',
    gateway: 'gateway-1',
    caller: null,
    called: '+4930111',
    startedAt: '2026-11-22T18:00:00.000Z',
  }

  test('told twice carries the same id', () => {
    const first = makeEvent('call.started', data, { by: 'a', at })
    const second = makeEvent('call.started', data, { by: 'b', at: at.add({ seconds: 9 }) })
    assert.equal(first.id, second.id)
  })

  test('that does not fit its schema cannot be made', () => {
    assert.throws(() => makeEvent('call.started', { ...data, caller: '030 123' }, { by: 'a', at }), /E\.164/)
  })
})

describe('the codec', () => {
  test('says that text is not JSON, without repeating it', () => {
    const result = decode('{"caller":"+49301234')
    assert.ok(!result.ok)
    assert.equal(result.fault.kind, 'not-json')
    assert.doesNotMatch(result.fault.message, /4930/)
  })

  test('names the missing part of an envelope', () => {
    const found = fault((json) => {
      json.source = undefined
    })
    assert.equal(found?.kind, 'not-a-cloudevent')
    assert.match(found?.message ?? '', /source/)
  })

  test('tells an event of a later version from a broken one', () => {
    const found = fault((json) => {
      json.type = 'frontdesk.call.started.v2'
    })
    assert.equal(found?.kind, 'unknown-type')
  })

  test('names the field of data that does not fit', () => {
    const found = fault((json) => {
      json.data = { ...(json.data as object), startedAt: 'yesterday' }
    })
    assert.equal(found?.kind, 'bad-data')
    assert.match(found?.message ?? '', /startedAt/)
  })

  test('refuses an event whose subject is another call', () => {
    const found = fault((json) => {
      json.subject = 'call-of-somebody-else'
    })
    assert.equal(found?.kind, 'bad-data')
  })

  test('ignores extension attributes that it does not know', () => {
    const json = { ...JSON.parse(sample('call.started')), dataclassification: 'personal' }
    assert.equal(decode(JSON.stringify(json)).ok, true)
  })
})
