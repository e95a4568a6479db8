import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { decodeMulaw, encodeMulaw } from '@frontdesk/audio/mulaw'
import { wavFile } from '@frontdesk/audio/wav'
import twilio from 'twilio'
import { accountSid, authToken } from '../test-application.ts'
import { NUMBER, startBoth } from '../test-both.ts'
import { eventually, indexOf, pattern, type TestParty, testParty } from '../test-party.ts'

const PERSON = '+491701234567'
const CALLER = '+447700900123'

const waiting = `<Dial action="/after"><Conference beep="false" startConferenceOnEnter="false" endConferenceOnExit="true" waitUrl="/wait" statusCallback="/conference" statusCallbackEvent="start end join leave">room</Conference></Dial>`
const joining =
  '<Dial action="/person-after"><Conference beep="false" endConferenceOnExit="true">room</Conference></Dial>'

/** A caller who waits in a conference, and a phone that can be rung into it. */
async function startRoom(incoming = waiting) {
  const both = await startBoth({ say: async () => pattern(800, 9) })
  const { application, carrier } = both
  const [party, person] = [testParty(), testParty()]
  carrier.phone(PERSON, { behaviour: 'answers', ringsMs: 10, party: () => person })
  application.answer('/incoming', incoming.replaceAll('"/conference"', `"${application.url}/conference"`))
  application.answer('/wait', '<Say>please wait</Say>')
  application.answer('/after', '<Hangup/>')
  application.answer('/person-after', '<Hangup/>')
  application.answer('/join', joining)
  const httpClient = new twilio.RequestClient({ timeout: 2_000 })
  httpClient.axios.interceptors.request.use((config) => {
    if (config.url) config.url = config.url.replace('https://api.twilio.com', carrier.url)
    return config
  })
  const client = twilio(accountSid, authToken, { httpClient })
  const call = carrier.call({ from: CALLER, to: NUMBER, party })
  const ring = () => client.calls.create({ to: PERSON, from: NUMBER, url: `${application.url}/join` })
  const events = () =>
    application.webhooks.all.flatMap(({ path, params }) =>
      path === '/conference' ? [String(params.StatusCallbackEvent)] : [],
    )
  return { ...both, client, party, person, call, ring, events, [Symbol.asyncDispose]: both[Symbol.asyncDispose] }
}

const hears = (party: TestParty, audio: Uint8Array) =>
  eventually(() => assert.notEqual(indexOf(party.heard(), audio), -1))

describe('a conference', () => {
  test('begins when one who begins it joins who waits; both hear each other, and nothing of the wait is left', async () => {
    await using at = await startRoom()
    await hears(at.party, pattern(800, 9))
    await at.ring()
    await at.person.line
    const [question, answer] = [pattern(1_600, 2), pattern(1_600, 4)]
    at.party.say(Buffer.concat(Array(20).fill(question)))
    at.person.say(Buffer.concat(Array(20).fill(answer)))
    await hears(at.person, question)
    await hears(at.party, answer)
    await eventually(() =>
      assert.deepEqual(at.events().toSorted(), ['conference-start', 'participant-join', 'participant-join']),
    )
    const [conference] = await at.client.conferences.list({ friendlyName: 'room', status: 'in-progress' })
    assert.ok(conference)
    const there = await at.client.conferences(conference.sid).participants.list()
    assert.deepEqual(there.map(({ callSid }) => callSid).includes(at.call.sid), true)
    assert.equal(there.length, 2)
    assert.deepEqual(at.carrier.warnings, [])
  })

  test('ends for all when one leaves who ends it: the other one’s action says what comes next', async () => {
    await using at = await startRoom()
    await at.ring()
    const line = await at.person.line
    await at.application.webhooks.until(({ params }) => params.StatusCallbackEvent === 'conference-start')
    line.hangUp()
    const { params } = await at.application.webhooks.until(({ path }) => path === '/after')
    assert.deepEqual([params.DialCallStatus, params.CallStatus], ['completed', 'in-progress'])
    assert.equal((await at.call.ended).how, 'hung-up')
    await eventually(() => assert.equal(at.events().includes('conference-end'), true))
  })

  test('is left by a caller who hangs up; the action is told so, and the person’s comes next', async () => {
    await using at = await startRoom()
    await at.ring()
    await at.application.webhooks.until(({ params }) => params.StatusCallbackEvent === 'conference-start')
    at.call.hangUp()
    const { params } = await at.application.webhooks.until(({ path }) => path === '/after')
    assert.equal(params.CallStatus, 'completed')
    await at.application.webhooks.until(({ path }) => path === '/person-after')
    await at.person.over
  })

  test('of one is left by a redirect, without its action', async () => {
    await using at = await startRoom()
    await hears(at.party, pattern(800, 9))
    at.application.answer('/elsewhere', '<Pause length="1"/><Hangup/>')
    await at.client.calls(at.call.sid).update({ url: `${at.application.url}/elsewhere` })
    await at.call.ended
    assert.equal(
      at.application.webhooks.all.some(({ path }) => path === '/after'),
      false,
    )
    assert.deepEqual(await at.client.conferences.list({ friendlyName: 'room', status: 'in-progress' }), [])
  })

  test('sends a participant out, holds one, and mutes one, by the API', async () => {
    await using at = await startRoom()
    await at.ring()
    await at.application.webhooks.until(({ params }) => params.StatusCallbackEvent === 'conference-start')
    const [conference] = await at.client.conferences.list({ friendlyName: 'room' })
    const participant = at.client.conferences(conference?.sid ?? '').participants(at.call.sid)
    const { muted, hold } = await participant.update({ muted: true, hold: true, endConferenceOnExit: false })
    assert.deepEqual([muted, hold], [true, true])
    await participant.remove()
    const { params } = await at.application.webhooks.until(({ path }) => path === '/after')
    assert.equal(params.CallStatus, 'in-progress')
  })

  test('is recorded on the caller’s leg, the person’s voice on the other channel', async () => {
    await using at = await startRoom(`<Start><Recording channels="dual"/></Start>${waiting}`)
    await at.ring()
    await at.person.line
    const answer = pattern(1_600, 4)
    at.person.say(Buffer.concat(Array(20).fill(answer)))
    await hears(at.party, answer)
    at.call.hangUp()
    const sid = at.carrier.recordings[0]?.sid ?? ''
    await eventually(() => assert.ok(at.carrier.recorded(sid)))
    const [, outbound] = at.carrier.recorded(sid) ?? []
    assert.notEqual(indexOf(encodeMulaw(outbound ?? new Int16Array()), answer.subarray(0, 160)), -1)
  })
})

test('<Play> plays a WAV file of 8 kHz; what cannot be had is silence and a warning', async () => {
  await using both = await startBoth()
  const music = pattern(1_600, 3)
  const shop = createServer((request, response) => {
    if (request.url !== '/music.wav') response.writeHead(404).end()
    else response.end(wavFile([decodeMulaw(music)]))
  })
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  await using _closing = {
    [Symbol.asyncDispose]: () =>
      new Promise<void>((done) => {
        shop.closeAllConnections()
        shop.close(() => done())
      }),
  }
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
  both.application.answer('/incoming', `<Play>${url}/music.wav</Play><Play>${url}/nothing.wav</Play><Hangup/>`)
  const party = testParty()
  await both.carrier.call({ from: CALLER, to: NUMBER, party }).ended
  // Decoding and encoding again may choose the other zero.
  assert.notEqual(indexOf(party.heard(), encodeMulaw(decodeMulaw(music))), -1)
  assert.deepEqual(
    both.carrier.warnings.map(({ code }) => code),
    [11_200],
  )
})
