import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMulaw } from '@frontdesk/audio/mulaw'
import { parseWav } from '@frontdesk/audio/wav'
import twilio from 'twilio'
import { carrierFailures } from '../carrier.ts'
import { accountSid, authToken } from '../test-application.ts'
import { NUMBER, startBoth } from '../test-both.ts'
import { bytesOf, eventually, indexOf, pattern, testParty } from '../test-party.ts'

/** The vendor's own client, with only the host rewritten. */
function clientOf(url: string, token = authToken) {
  const httpClient = new twilio.RequestClient({ timeout: 2_000 })
  httpClient.axios.interceptors.request.use((config) => {
    if (config.url) config.url = config.url.replace('https://api.twilio.com', url)
    return config
  })
  return twilio(accountSid, token, { httpClient })
}

async function startAll() {
  const both = await startBoth()
  return { ...both, client: clientOf(both.carrier.url), [Symbol.asyncDispose]: both[Symbol.asyncDispose] }
}

/** A call that waits, with a stream open. */
async function startStreaming() {
  const all = await startAll()
  all.application.answer('/incoming', `<Connect><Stream url="${all.application.streamUrl}"/></Connect>`)
  const party = testParty()
  const call = all.carrier.call({ from: '+447700900123', to: NUMBER, party })
  const stream = await all.application.streams.until(() => true)
  await stream.messages.until(({ event }) => event === 'start')
  return { ...all, party, call, stream, [Symbol.asyncDispose]: all[Symbol.asyncDispose] }
}

const refusal = (status: number, code: number) => (error: unknown) => {
  assert.ok(error instanceof twilio.RestException)
  assert.deepEqual([error.status, error.code], [status, code])
  return true
}

test('wrong credentials are refused as Twilio refuses them', async () => {
  await using all = await startAll()
  await assert.rejects(clientOf(all.carrier.url, 'wrong').calls('CA1').fetch(), refusal(401, 20003))
})

test('an unknown call is not found', async () => {
  await using all = await startAll()
  await assert.rejects(all.client.calls('CA1').fetch(), refusal(404, 20404))
})

test('a new document takes the place of a stream: stop, close, and the caller hears it', async () => {
  await using all = await startStreaming()
  const updated = await all.client
    .calls(all.call.sid)
    .update({ twiml: '<Response><Pause length="1"/><Hangup/></Response>' })
  assert.equal(updated.status, 'in-progress')
  await all.stream.closed
  assert.equal(all.stream.messages.all.at(-1)?.event, 'stop')
  assert.equal((await all.call.ended).how, 'hung-up')
  const fetched = await all.client.calls(all.call.sid).fetch()
  assert.equal(fetched.status, 'completed')
  assert.equal(fetched.duration, '1')
  assert.equal(fetched.to, NUMBER)
  assert.ok(fetched.endTime instanceof Date)
})

test('a new address takes the place of a stream', async () => {
  await using all = await startStreaming()
  all.application.answer('/elsewhere', '<Hangup/>')
  await all.client.calls(all.call.sid).update({ url: `${all.application.url}/elsewhere` })
  await all.call.ended
  const { isSigned } = await all.application.webhooks.until(({ path }) => path === '/elsewhere')
  assert.equal(isSigned, true)
})

test('a call is hung up, and then is not in progress any more', async () => {
  await using all = await startStreaming()
  await all.client.calls(all.call.sid).update({ status: 'completed' })
  assert.equal((await all.call.ended).how, 'by-api')
  await assert.rejects(all.client.calls(all.call.sid).update({ twiml: '<Response/>' }), refusal(400, 21220))
})

test('a call to a phone runs its document when it is answered', async () => {
  await using all = await startAll()
  const person = testParty()
  all.carrier.phone('+491701234567', { behaviour: 'answers', ringsMs: 10, party: () => person })
  all.application.answer('/outgoing', '<Say>Hello</Say><Hangup/>')
  const call = await all.client.calls.create({
    to: '+491701234567',
    from: NUMBER,
    url: `${all.application.url}/outgoing`,
    statusCallback: `${all.application.url}/progress`,
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
  })
  assert.equal(call.direction, 'outbound-api')
  await all.application.webhooks.until(({ params }) => params.CallStatus === 'completed')
  await person.over
  assert.ok(person.heard().length > 0)
  const told = all.application.webhooks.all.filter(({ path }) => path === '/progress')
  assert.deepEqual(told.map(({ params }) => params.CallStatus).toSorted(), [
    'completed',
    'in-progress',
    'queued',
    'ringing',
  ])
  assert.deepEqual(told.map(({ params }) => params.SequenceNumber).toSorted(), ['0', '1', '2', '3'])
})

test('a phone that is busy ends the call so', async () => {
  await using all = await startAll()
  all.carrier.phone('+491701234567', { behaviour: 'busy' })
  const { sid } = await all.client.calls.create({ to: '+491701234567', from: NUMBER, twiml: '<Response/>' })
  await eventually(async () => assert.equal((await all.client.calls(sid).fetch()).status, 'busy'))
  assert.equal((await all.client.calls.list({ status: 'busy' }))[0]?.sid, sid)
})

test('a recording is started, paused, stopped, listed, fetched and deleted', async () => {
  await using all = await startStreaming()
  const { recordings } = all.client.calls(all.call.sid)
  const recordingStatusCallback = `${all.application.url}/recording`
  const started = await recordings.create({
    recordingChannels: 'dual',
    trim: 'do-not-trim',
    recordingStatusCallback,
    recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
  })
  assert.equal(started.status, 'in-progress')
  await assert.rejects(recordings.create(), refusal(400, 16108))
  const said = pattern(3_200)
  all.party.say(said)
  await all.stream.messages.until((message) => Number(message.media?.timestamp) >= 600)
  const stopped = await all.client.calls(all.call.sid).recordings('Twilio.CURRENT').update({ status: 'stopped' })
  assert.equal(stopped.sid, started.sid)
  const { params, isSigned } = await all.application.webhooks.until(
    (seen) => seen.params.RecordingStatus === 'completed',
  )
  assert.equal(isSigned, true)
  assert.equal(params.RecordingChannels, '2')
  assert.ok(all.application.webhooks.all.some((seen) => seen.params.RecordingStatus === 'in-progress'))

  const [listed] = await all.client.recordings.list({ callSid: all.call.sid })
  assert.equal(listed?.sid, started.sid)
  assert.equal(listed?.channels, 2)
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const fetchMedia = (query: string) => fetch(`${params.RecordingUrl}.wav${query}`, { headers: { authorization } })
  const stereo = parseWav(new Uint8Array(await (await fetchMedia('?RequestedChannels=2')).arrayBuffer()))
  assert.equal(stereo.channels, 2)
  assert.equal(parseWav(new Uint8Array(await (await fetchMedia('')).arrayBuffer())).channels, 1)
  assert.notEqual(indexOf(bytesOf(stereo.samples[0]), bytesOf(decodeMulaw(said))), -1)
  assert.equal((await fetch(`${params.RecordingUrl}.wav`)).status, 401)

  assert.equal(await all.client.recordings(started.sid).remove(), true)
  assert.equal((await fetchMedia('')).status, 404)
  await assert.rejects(all.client.recordings(started.sid).fetch(), refusal(404, 20404))
})

test('the media of a mono recording cannot be had in stereo', async () => {
  await using all = await startStreaming()
  const { sid } = await all.client.calls(all.call.sid).recordings.create({ recordingChannels: 'mono' })
  await all.stream.messages.until((message) => Number(message.media?.timestamp) >= 400)
  all.call.hangUp()
  await all.call.ended
  const url = `${all.carrier.url}/2010-04-01/Accounts/${accountSid}/Recordings/${sid}.wav?RequestedChannels=2`
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  await eventually(async () => assert.equal((await fetch(url, { headers: { authorization } })).status, 400))
})

test('a recording of nothing is absent', async () => {
  await using all = await startStreaming()
  all.carrier.settings.recordingsAbsent = true
  const recordingStatusCallback = `${all.application.url}/recording`
  await all.client.calls(all.call.sid).recordings.create({
    recordingStatusCallback,
    recordingStatusCallbackEvent: ['completed', 'absent'],
  })
  all.call.hangUp()
  const { params } = await all.application.webhooks.until(({ path }) => path === '/recording')
  assert.equal(params.RecordingStatus, 'absent')
})

test('a message goes its way and its sender is told', async () => {
  await using all = await startAll()
  const statusCallback = `${all.application.url}/sms`
  const created = await all.client.messages.create({
    to: '+447700900123',
    from: NUMBER,
    body: 'Until Tuesday',
    statusCallback,
  })
  assert.equal(created.status, 'queued')
  assert.equal(created.numSegments, '1')
  await all.application.webhooks.until(({ params }) => params.MessageStatus === 'delivered')
  const [listed] = await all.client.messages.list({ to: '+447700900123', dateSent: new Date() })
  assert.equal(listed?.sid, created.sid)
  assert.equal(listed?.body, 'Until Tuesday')
  assert.equal((await all.client.messages(created.sid).fetch()).status, 'delivered')
  assert.deepEqual(await all.client.messages.list({ dateSentBefore: new Date('2020-01-01') }), [])
})

test('messages are refused, or fail on the way, as Twilio says', async () => {
  await using all = await startAll()
  const send = (to: string, body = 'x') => all.client.messages.create({ to, from: NUMBER, body })
  await assert.rejects(send('12345'), refusal(400, 21211))
  await assert.rejects(send('+447700900123', ''), refusal(400, 21602))
  all.carrier.optOut('+447700900123')
  await assert.rejects(send('+447700900123'), refusal(400, 21610))
  all.carrier.messageFate('+447700900124', { status: 'undelivered', errorCode: 30003 })
  const { sid } = await send('+447700900124')
  await eventually(async () => assert.equal((await all.client.messages(sid).fetch()).errorCode, 30003))
})

test('lists come in pages', async () => {
  await using all = await startAll()
  for (const body of ['1', '2', '3', '4', '5']) {
    await all.client.messages.create({ to: '+447700900123', from: NUMBER, body })
  }
  const all5 = await all.client.messages.list({ pageSize: 2 })
  assert.deepEqual(
    all5.map(({ body }) => body),
    ['5', '4', '3', '2', '1'],
  )
})

test('the API refuses, and loses its answer after the effect, when told to', async () => {
  await using all = await startAll()
  const send = () => all.client.messages.create({ to: '+447700900123', from: NUMBER, body: 'once' })
  all.carrier.trouble.rest({ on: 'messages.create', fail: carrierFailures.tooManyRequests, times: 1 })
  await assert.rejects(send(), refusal(429, 20429))
  assert.equal(all.carrier.messages.length, 0)
  all.carrier.trouble.rest({ on: 'messages.create', resetAfterEffect: true, times: 1 })
  await assert.rejects(send())
  assert.equal(all.carrier.messages.length, 1)
  assert.deepEqual(
    all.carrier.asked.map(({ call, fate }) => [call, fate]),
    [
      ['messages.create', 429],
      ['messages.create', 'reset'],
    ],
  )
})
