import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  dialTwiml,
  hangUpTwiml,
  nothingTwiml,
  rejectTwiml,
  sayAndHangUpTwiml,
  streamTwiml,
  waitTwiml,
} from './twiml.ts'

const head = '<?xml version="1.0" encoding="UTF-8"?>'
const stream = {
  streamUrl: 'wss://voice.example.com/voice/stream',
  token: 't-1',
  afterStreamUrl: 'https://voice.example.com/voice/after-stream',
}
const connect =
  '<Connect action="https://voice.example.com/voice/after-stream" method="POST">' +
  '<Stream url="wss://voice.example.com/voice/stream"><Parameter name="token" value="t-1"/></Stream></Connect>' +
  '<Redirect method="POST">https://voice.example.com/voice/after-stream</Redirect>'

describe('the document that connects a call', () => {
  test('speaks the notice, then records, then streams, and asks again behind the stream', () => {
    assert.equal(
      streamTwiml({
        ...stream,
        notice: { language: 'de', text: 'Das Gespräch wird aufgezeichnet.' },
        recordingUrl: 'https://voice.example.com/voice/recording',
      }),
      `${head}<Response><Say language="de-DE">Das Gespräch wird aufgezeichnet.</Say>` +
        '<Start><Recording name="call" channels="dual" track="both" trim="do-not-trim"' +
        ' recordingStatusCallback="https://voice.example.com/voice/recording" recordingStatusCallbackMethod="POST"' +
        ' recordingStatusCallbackEvent="in-progress completed absent"/></Start>' +
        `${connect}</Response>`,
    )
  })

  test('of a call that goes on speaks and records nothing anew', () => {
    assert.equal(streamTwiml(stream), `${head}<Response>${connect}</Response>`)
  })
})

test('what is spoken cannot become markup', () => {
  assert.equal(
    sayAndHangUpTwiml({ language: 'en', text: 'Müller & Söhne <"quoted">\u0000 it\'s' }),
    `${head}<Response><Say language="en-GB">Müller &amp; Söhne &lt;&quot;quoted&quot;&gt; it&apos;s</Say><Hangup/></Response>`,
  )
})

test('a person is rung, and the action is asked how it went', () => {
  assert.equal(
    dialTwiml({ number: '+493012345679', timeoutSeconds: 20, actionUrl: 'https://v.example/voice/handoff/call-1/1' }),
    `${head}<Response><Dial action="https://v.example/voice/handoff/call-1/1" method="POST" timeout="20" answerOnBridge="true">` +
      '<Number>+493012345679</Number></Dial></Response>',
  )
})

test('the small documents are these', () => {
  assert.equal(hangUpTwiml(), `${head}<Response><Hangup/></Response>`)
  assert.equal(nothingTwiml(), `${head}<Response/>`)
  assert.equal(rejectTwiml(), `${head}<Response><Reject reason="busy"/></Response>`)
  assert.equal(
    waitTwiml({ language: 'en', text: 'One moment, please.' }, 2, 'https://v.example/a?b=1&c=2'),
    `${head}<Response><Say language="en-GB">One moment, please.</Say><Pause length="2"/>` +
      '<Redirect method="POST">https://v.example/a?b=1&amp;c=2</Redirect></Response>',
  )
})
