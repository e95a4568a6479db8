import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeMulaw } from '@frontdesk/audio/mulaw'
import { NUMBER, startBoth } from './test-both.ts'
import { bytesOf, eventually, indexOf, testParty } from './test-party.ts'
import { tone } from './tones.ts'

const words = tone(440, 300)

/** A caller who is asked for a message, and the message, if one is left. */
async function asked(attributes: string, document = '') {
  const both = await startBoth()
  const { application, carrier } = both
  const told = `recordingStatusCallback="${application.url}/told" recordingStatusCallbackEvent="completed absent"`
  application.answer('/incoming', `${document}<Record action="/left" ${attributes} ${told}/><Redirect>/none</Redirect>`)
  for (const path of ['/left', '/none']) application.answer(path, '<Hangup/>')
  const party = testParty()
  const call = carrier.call({ from: '+447700900123', to: NUMBER, party })
  const webhook = async (at: string) => (await application.webhooks.until(({ path }) => path === at)).params
  return { ...both, party, call, webhook }
}

test('a message is recorded until silence, the action and then the callback are told, signed, and it holds the caller alone', async () => {
  await using both = await asked('timeout="1" playBeep="true"')
  await both.party.hearsSound
  await eventually(() => assert.equal(both.carrier.recordings.length, 1))
  both.party.say(words)
  const left = await both.webhook('/left')
  assert.deepEqual([left.CallStatus, left.Digits, left.RecordingDuration], ['in-progress', '', '1'])
  const told = await both.webhook('/told')
  assert.deepEqual([told.RecordingStatus, told.RecordingSource], ['completed', 'RecordVerb'])
  assert.equal(told.RecordingSid, left.RecordingSid)
  assert.ok(both.application.webhooks.all.every(({ isSigned }) => isSigned))
  const [message, ...more] = both.carrier.recorded(told.RecordingSid ?? '') ?? []
  assert.equal(more.length, 0)
  assert.notEqual(indexOf(bytesOf(message), bytesOf(decodeMulaw(words))), -1)
})

test('a key ends it', async () => {
  await using both = await asked('finishOnKey="#" playBeep="false"')
  const line = await both.party.line
  both.party.say(tone(440, 30_000))
  await eventually(() => assert.equal(both.carrier.recordings.length, 1))
  await eventually(() => {
    line.press('1')
    line.press('#')
    assert.ok(both.application.webhooks.all.some(({ path }) => path === '/left'))
  })
  assert.equal((await both.webhook('/left')).Digits, '#')
})

test('its longest time ends it', async () => {
  await using both = await asked('maxLength="1" playBeep="false"')
  both.party.say(tone(440, 30_000))
  assert.equal((await both.webhook('/left')).RecordingDuration, '1')
})

test('of silence there is no recording: the next verb follows, and the callback says that it is absent', async () => {
  await using both = await asked('timeout="1" playBeep="false"')
  await both.webhook('/none')
  const { RecordingStatus, ErrorCode } = await both.webhook('/told')
  assert.deepEqual([RecordingStatus, ErrorCode], ['absent', '16102'])
  assert.ok(!both.application.webhooks.all.some(({ path }) => path === '/left'))
})

test('a caller who hangs up while speaking has left a message', async () => {
  await using both = await asked('playBeep="false"')
  both.party.say(words)
  await eventually(() => assert.equal(both.carrier.recordings.length, 1))
  await eventually(() => assert.ok(both.party.heard().length > 20 * 160))
  both.call.hangUp()
  const left = await both.webhook('/left')
  assert.deepEqual([left.CallStatus, left.Digits], ['completed', 'hangup'])
  assert.equal((await both.webhook('/told')).RecordingStatus, 'completed')
})

test('a call is recorded once at a time: a running recording is stopped by its name', async () => {
  const recording = '<Start><Recording name="call"/></Start>'
  await using busy = await asked('playBeep="false" timeout="1"', recording)
  await busy.webhook('/none')
  assert.ok(busy.carrier.warnings.some(({ code }) => code === 16108))
  const stop = '<Stop><Recording name="call"/></Stop>'
  await using free = await asked('playBeep="false" timeout="1"', `${recording}<Pause length="1"/>${stop}`)
  free.party.say(tone(440, 2_000))
  await free.webhook('/left')
  assert.deepEqual(free.carrier.warnings, [])
  assert.deepEqual(
    free.carrier.recordings.map(({ source }) => source),
    ['StartCallRecordingTwiML', 'RecordVerb'],
  )
})
