import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMulaw } from '@frontdesk/audio/mulaw'
import type { PhoneOptions } from './party.ts'
import { NUMBER, startBoth } from './test-both.ts'
import { bytesOf, eventually, indexOf, pattern, testParty } from './test-party.ts'

const PERSON = '+491701234567'

async function startDial(phone: PhoneOptions, dial: string, whisper?: string) {
  const both = await startBoth({ say: async () => pattern(800, 9) })
  both.carrier.phone(PERSON, phone)
  both.application.answer('/incoming', `<Start><Recording channels="dual"/></Start>${dial}`)
  both.application.answer('/after', '<Hangup/>')
  if (whisper !== undefined) both.application.answer('/whisper', whisper)
  const party = testParty()
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party })
  const after = async () => (await both.application.webhooks.until(({ path }) => path === '/after')).params
  return { ...both, party, call, after, [Symbol.asyncDispose]: both[Symbol.asyncDispose] }
}

const plain = `<Dial action="/after"><Number>${PERSON}</Number></Dial>`
const whispered = `<Dial action="/after"><Number url="/whisper">${PERSON}</Number></Dial>`
const offer = '<Gather numDigits="1" timeout="1" action="/accept"><Say>Press one</Say></Gather><Hangup/>'

test('caller and person hear each other, and the recording has both', async () => {
  const says = pattern(1_600, 2)
  await using both = await startDial({ behaviour: 'answers', ringsMs: 40, says, hangsUpAfterMs: 400 }, plain)
  const { DialCallStatus, DialBridged, DialCallSid } = await both.after()
  assert.equal(DialCallStatus, 'completed')
  assert.equal(DialBridged, 'true')
  assert.equal((await both.call.ended).how, 'hung-up')
  const child = both.carrier.calls.find(({ sid }) => sid === DialCallSid)
  assert.equal(child?.parentCallSid, both.call.sid)
  assert.equal(child?.from, '+447700900123')
  assert.notEqual(indexOf(both.party.heard(), says), -1)
  const sid = both.carrier.recordings[0]?.sid ?? ''
  await eventually(() => assert.ok(both.carrier.recorded(sid)))
  const [, outbound] = both.carrier.recorded(sid) ?? []
  assert.notEqual(indexOf(bytesOf(outbound), bytesOf(decodeMulaw(says))), -1)
})

test('the person hears the whisper alone, accepts with a key, and is connected', async () => {
  const person = testParty()
  await using both = await startDial({ behaviour: 'answers', ringsMs: 20, party: () => person }, whispered, offer)
  both.application.answer('/accept', ({ Digits }) =>
    Digits === '1' ? '<Response/>' : '<Response><Hangup/></Response>',
  )
  const line = await person.line
  await person.hearsSound
  line.press('1')
  await both.application.webhooks.until(({ path }) => path === '/accept')
  const hello = pattern(1_600, 4)
  // Again and again: the first ones are said before the two are connected.
  both.party.say(Buffer.concat(Array(20).fill(hello)))
  await eventually(() => assert.notEqual(indexOf(person.heard(), hello), -1))
  line.hangUp()
  assert.equal((await both.after()).DialBridged, 'true')
  assert.equal(indexOf(both.party.heard(), pattern(800, 9)), -1)
})

test('a person who does not accept is not connected', async () => {
  await using both = await startDial({ behaviour: 'answers', ringsMs: 20 }, whispered, '<Hangup/>')
  const params = await both.after()
  assert.equal(params.DialCallStatus, 'no-answer')
  assert.equal(params.DialBridged, 'false')
})

for (const [behaviour, status] of [
  ['busy', 'busy'],
  ['declines', 'busy'],
  ['no-answer', 'no-answer'],
] as const) {
  test(`a phone that ${behaviour} gives ${status}`, async () => {
    const dial = plain.replace('action', 'timeout="0" action')
    await using both = await startDial({ behaviour, ringsMs: 0 }, dial)
    assert.equal((await both.after()).DialCallStatus, status)
  })
}

test('a caller who hangs up while it rings lets the phone stop ringing', async () => {
  await using both = await startDial({ behaviour: 'no-answer' }, plain)
  await both.party.hearsSound
  both.call.hangUp()
  await both.call.ended
  await eventually(() => assert.equal(both.carrier.calls.find(({ to }) => to === PERSON)?.status, 'canceled'))
  const { DialCallStatus, CallStatus } = await both.after()
  assert.deepEqual([DialCallStatus, CallStatus], ['canceled', 'completed'])
})
