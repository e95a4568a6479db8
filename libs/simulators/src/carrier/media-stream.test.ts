import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMulaw, FRAME_SAMPLES } from '@frontdesk/audio/mulaw'
import type { StreamSeen } from './test-application.ts'
import { NUMBER, startBoth } from './test-both.ts'
import { bytesOf, indexOf, pattern, testParty } from './test-party.ts'

async function startStream(document: (streamUrl: string) => string, options: Parameters<typeof startBoth>[0] = {}) {
  const both = await startBoth(options)
  both.application.answer('/incoming', document(both.application.streamUrl))
  const party = testParty()
  const place = () => both.carrier.call({ from: '+447700900123', to: NUMBER, party })
  const started = async () => {
    const stream = await both.application.streams.until(() => true)
    await stream.messages.until(({ event }) => event === 'start')
    return stream
  }
  return { ...both, party, place, started, [Symbol.asyncDispose]: both[Symbol.asyncDispose] }
}

const connect = (url: string) => `<Connect><Stream url="${url}"/></Connect>`
const media = (audio: Uint8Array) => ({ event: 'media', media: { payload: Buffer.from(audio).toString('base64') } })
const mark = (name: string) => ({ event: 'mark', mark: { name } })
const marksOf = (stream: StreamSeen) => stream.messages.all.flatMap((message) => message.mark?.name ?? [])
const isMark = (name: string) => (message: { mark?: { name: string } | undefined }) => message.mark?.name === name

test('a stream opens signed over its own url, and starts with the parameters', async () => {
  await using both = await startStream(
    (url) => `<Connect><Stream url="${url}" name="s"><Parameter name="token" value="a&amp;b"/></Stream></Connect>`,
  )
  const call = both.place()
  const stream = await both.started()
  assert.equal(stream.isSigned, true)
  const third = await stream.messages.until(({ sequenceNumber }) => sequenceNumber === '3')
  const [connected, start, first] = stream.messages.all
  assert.deepEqual(connected, { event: 'connected', protocol: 'Call', version: '1.0.0' })
  assert.equal(start?.sequenceNumber, '1')
  assert.deepEqual(start?.start, {
    accountSid: `AC${'0'.repeat(32)}`,
    streamSid: start?.streamSid,
    callSid: call.sid,
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: { token: 'a&b' },
  })
  assert.equal(first?.sequenceNumber, '2')
  assert.equal(first?.media?.chunk, '1')
  assert.equal(first?.media?.timestamp, '0')
  assert.equal(third.media?.chunk, '2')
  assert.equal(third.media?.timestamp, '20')
  assert.equal(Buffer.from(third.media?.payload ?? '', 'base64').length, FRAME_SAMPLES)
})

test('the server hears the caller, and the caller the server, sample by sample, and so does the recording', async () => {
  await using both = await startStream(
    (url) =>
      `<Start><Recording channels="dual" recordingStatusCallback="${url.replace('ws', 'http')}-rec"/></Start>${connect(url)}`,
  )
  const call = both.place()
  const stream = await both.started()
  const [theirs, ours] = [pattern(1_600, 3), pattern(1_000, 5)]
  both.party.say(theirs)
  stream.send(media(ours.subarray(0, 333)))
  stream.send(media(ours.subarray(333)))
  stream.send(mark('end'))
  await stream.messages.until(isMark('end'))
  const received = () =>
    Buffer.concat(stream.messages.all.map((message) => Buffer.from(message.media?.payload ?? '', 'base64')))
  await stream.messages.until(() => indexOf(received(), theirs) >= 0)
  stream.socket.close()
  await call.ended
  assert.notEqual(indexOf(both.party.heard(), ours), -1)

  const { params } = await both.application.webhooks.until(({ path }) => path === '/stream-rec')
  assert.equal(params.RecordingStatus, 'completed')
  assert.equal(params.RecordingSource, 'StartCallRecordingTwiML')
  const [inbound, outbound] = both.carrier.recorded(params.RecordingSid ?? '') ?? []
  assert.ok(inbound && outbound)
  assert.equal(inbound.length, outbound.length)
  const at = (channel: Int16Array, audio: Uint8Array) => indexOf(bytesOf(channel), bytesOf(decodeMulaw(audio))) / 2
  const [theirsAt, oursAt] = [at(inbound, theirs), at(outbound, ours)]
  assert.ok(theirsAt >= 0 && oursAt >= 0)
  // One time axis: what the party heard lies where the recording has it.
  assert.equal(oursAt, indexOf(both.party.heard(), ours))
})

test('a mark comes back when what is before it has been played', async () => {
  await using both = await startStream(connect)
  both.place()
  const stream = await both.started()
  stream.send(mark('nothing before me'))
  stream.send(media(pattern(FRAME_SAMPLES * 10)))
  stream.send(mark('after 200 ms'))
  await stream.messages.until(isMark('nothing before me'))
  const before = both.party.heard().length
  await stream.messages.until(isMark('after 200 ms'))
  const playedFrames = (both.party.heard().length - before) / FRAME_SAMPLES
  assert.ok(playedFrames >= 8 && playedFrames <= 12, `${playedFrames} frames`)
})

test('clear silences at once and sends all marks back', async () => {
  await using both = await startStream(connect)
  both.place()
  const stream = await both.started()
  stream.send(media(pattern(80_000)))
  stream.send(mark('one'))
  stream.send(media(pattern(80_000)))
  stream.send(mark('two'))
  await both.party.hearsSound
  stream.send({ event: 'clear' })
  await stream.messages.until(isMark('two'))
  assert.deepEqual(marksOf(stream), ['one', 'two'])
  assert.ok(both.party.heard().length < 40_000)
})

test('what is no message is a warning, and the call goes on', async () => {
  await using both = await startStream(connect)
  both.place()
  const stream = await both.started()
  stream.socket.send('{')
  stream.socket.send(Buffer.from([1, 2]))
  stream.send({ event: 'dance' })
  stream.send({ event: 'clear', extra: 1 })
  stream.send({ event: 'mark', mark: { name: 'x' }, streamSid: 'MZother' })
  stream.send({ event: 'media', media: { payload: '***' } })
  stream.send(mark('still here'))
  await stream.messages.until(isMark('still here'))
  assert.deepEqual(
    both.carrier.warnings.map(({ code }) => code),
    [31951, 31950, 31951, 31951, 31951, 31951],
  )
  assert.deepEqual(marksOf(stream), ['still here'])
})

test('the action follows when the server closes the stream', async () => {
  await using both = await startStream(
    (url) => `<Connect action="/after"><Stream url="${url}"/></Connect><Pause length="60"/>`,
  )
  const call = both.place()
  const stream = await both.started()
  both.application.answer('/after', '<Hangup/>')
  stream.socket.close()
  assert.equal((await call.ended).how, 'hung-up')
  const { params } = await both.application.webhooks.until(({ path }) => path === '/after')
  assert.equal(params.CallSid, call.sid)
  assert.equal(both.carrier.warnings.length, 0)
})

test('a server that dies in mid-stream leads to the next verb', async () => {
  await using both = await startStream((url) => `${connect(url)}<Redirect>/again</Redirect>`)
  both.application.answer('/again', '<Hangup/>')
  const call = both.place()
  const stream = await both.started()
  stream.socket.terminate()
  await call.ended
  await both.application.webhooks.until(({ path }) => path === '/again')
  assert.equal(both.carrier.warnings[0]?.code, 31903)
})

test('a caller who hangs up: stop, close, and only then the status callback', async () => {
  await using both = await startStream(connect)
  const call = both.place()
  const stream = await both.started()
  const line = await both.party.line
  line.hangUp()
  assert.equal((await call.ended).how, 'party-hung-up')
  await stream.closed
  assert.deepEqual(stream.messages.all.at(-1)?.event, 'stop')
  await both.application.webhooks.until(({ path }) => path === '/status')
})

test('keys pressed during a stream are told', async () => {
  await using both = await startStream(connect)
  both.place()
  const stream = await both.started()
  const line = await both.party.line
  line.press('7')
  const { dtmf } = await stream.messages.until(({ event }) => event === 'dtmf')
  assert.deepEqual(dtmf, { track: 'inbound_track', digit: '7' })
})

test('a stream url with a query string is refused', async () => {
  await using both = await startStream((url) => connect(`${url}?token=1`))
  const call = both.place()
  await call.ended
  assert.equal(both.carrier.warnings[0]?.code, 31920)
  assert.equal(both.application.streams.all.length, 0)
})

test('a stream can be badly signed, lose audio and die without stop', async () => {
  await using both = await startStream((url) => `${connect(url)}<Redirect>/again</Redirect>`)
  both.application.answer('/again', '<Hangup/>')
  both.carrier.trouble.stream({ signature: 'wrong', gaps: [{ fromMs: 40, toMs: 100 }], resetAfterMs: 160, times: 1 })
  const call = both.place()
  const stream = await both.started()
  assert.equal(await stream.closed, 1006)
  await call.ended
  assert.equal(stream.isSigned, false)
  const timestamps = stream.messages.all.flatMap((message) => message.media?.timestamp ?? [])
  assert.deepEqual(timestamps.slice(0, 4), ['0', '20', '100', '120'])
  assert.ok(!stream.messages.all.some(({ event }) => event === 'stop'))
})

test('frames keep real time over a second', async () => {
  await using both = await startStream(connect)
  both.place()
  const stream = await both.started()
  const startedMs = performance.now()
  await stream.messages.until((message) => message.media?.timestamp === '1000')
  const tookMs = performance.now() - startedMs
  assert.ok(tookMs > 950 && tookMs < 1_200, `${tookMs} ms`)
})

test('a stream tells its beginning and its end where it was asked to', async () => {
  await using both = await startStream((url) => {
    const told = url.replace('ws', 'http').replace('/stream', '/stream-status')
    return `<Connect><Stream url="${url}" name="ours" statusCallback="${told}"/></Connect>`
  })
  both.place()
  const stream = await both.started()
  stream.socket.close()
  const { params, isSigned } = await both.application.webhooks.until(
    (seen) => seen.params.StreamEvent === 'stream-stopped',
  )
  assert.equal(isSigned, true)
  assert.equal(params.StreamName, 'ours')
  assert.ok(both.application.webhooks.all.some((seen) => seen.params.StreamEvent === 'stream-started'))
})
