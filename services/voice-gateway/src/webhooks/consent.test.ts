import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isEvent } from '@frontdesk/events'
import { callIdOf } from '../call-id.ts'
import { consentIn } from '../consent/policy.ts'
import { eventually } from '../testing/eventually.ts'
import {
  callSid,
  gatewayUnderTest,
  incoming,
  streamFor,
  tokenIn,
  type UnderTest,
} from '../testing/gateway-under-test.ts'
import { askingLine, strictLine } from '../testing/line.ts'

const callId = callIdOf(callSid)
const rings = { ...incoming, To: askingLine.number }
const asked = { CallSid: callSid, CallStatus: 'in-progress' }
const answers = (under: UnderTest, fields: Record<string, string>, ask = 1) =>
  under.post(`/voice/consent/${callId}/${ask}`, { ...asked, ...fields })
const journal = (under: UnderTest) => under.records.journal.read(callId)
const talking = (under: UnderTest, nth = 0) => eventually(() => under.talks[nth]?.leg !== undefined && under.talks[nth])
const rang = async (under: UnderTest, call: Record<string, string> = rings) => {
  await under.start()
  return (await under.post('/voice/incoming', call)).text
}

describe('where the law wants a yes', () => {
  test('the caller is asked before anything is recorded, streamed, or heard by a model', async () => {
    await using under = await gatewayUnderTest()
    const text = await rang(under)
    assert.match(text, /<Say language="en-GB">Praxis, an AI is answering\..*<\/Say><Gather /)
    assert.match(text, /input="dtmf speech" numDigits="1"/)
    assert.match(text, new RegExp(`action="[^"]*/voice/consent/${callId}/1"`))
    assert.doesNotMatch(text, /Recording|Stream/)
    assert.deepEqual([under.talks.length, await journal(under)], [0, []])
    assert.equal((await under.post('/voice/incoming', rings)).text, text)
  })

  for (const [how, fields, by] of [
    ['by key', { Digits: '1' }, 'key'],
    ['in words', { SpeechResult: 'Yes, please.', Confidence: '0.9' }, 'voice'],
  ] as const) {
    test(`a yes ${how} is kept with what was asked, and only then is anything recorded`, async () => {
      await using under = await gatewayUnderTest()
      await rang(under)
      const { text } = await answers(under, fields)
      assert.match(text, /<Say language="en-GB">Thank you, one moment please\.<\/Say><Start><Recording .*<Connect/)
      const [notice, consent] = await journal(under)
      assert.ok(notice?.kind === 'notice-played' && consent?.kind === 'consent')
      assert.match(notice.text, /record and transcribe/)
      assert.deepEqual(
        [consent.answer, consent.by, consent.language, consent.jurisdictions],
        ['yes', by, 'en', ['GB', 'DE']],
      )
      assert.match(consent.text, /Is that all right/)
      assert.match(consent.version, /^1\+\d{4}/)
      await streamFor(under, text)
      const { facts } = await talking(under)
      assert.deepEqual([facts.disclosure?.recording, facts.disclosure?.words], [true, true])
      await eventually(async () => (await under.records.calls.find(callId))?.recording === 'expected')
    })
  }

  test('a no is kept, and the call goes on with nothing recorded and no words written down', async () => {
    await using under = await gatewayUnderTest()
    await rang(under)
    const { text } = await answers(under, { SpeechResult: 'Nein, danke.' })
    assert.match(text, /<Say language="en-GB">All right, nothing is recorded\.<\/Say><Connect/)
    assert.doesNotMatch(text, /Recording/)
    assert.equal(consentIn(await journal(under))?.answer, 'no')
    await streamFor(under, text)
    const { facts } = await talking(under)
    assert.deepEqual([facts.disclosure?.recording, facts.disclosure?.words], [false, false])
    assert.equal((await under.records.calls.find(callId))?.recording, 'none')
  })

  test('an answer that is none is asked for once more, and is a no then; so is silence', async () => {
    for (const [fields, by] of [
      [{ SpeechResult: 'Guten Tag, Krüger hier' }, 'voice'],
      [{ Digits: '' }, 'silence'],
    ] as const) {
      await using under = await gatewayUnderTest()
      await rang(under)
      const { text } = await answers(under, { ...fields })
      assert.match(text, /I did not catch that/)
      assert.match(text, new RegExp(`/voice/consent/${callId}/2`))
      assert.deepEqual(await journal(under), [])
      assert.match((await answers(under, { ...fields }, 2)).text, /nothing is recorded.*<Connect/)
      const consent = consentIn(await journal(under))
      assert.deepEqual([consent?.answer, consent?.by], ['no', by])
    }
  })

  test('the first answer holds, however often and in whatever order the carrier tells of it', async () => {
    await using under = await gatewayUnderTest()
    await rang(under)
    const first = await answers(under, { Digits: '2' })
    const others = [
      await answers(under, { Digits: '2' }),
      await answers(under, { Digits: '1' }),
      await answers(under, {}, 2),
    ]
    for (const { text } of others) assert.equal(text, first.text)
    assert.equal((await journal(under)).filter(({ kind }) => kind === 'consent').length, 1)
    assert.equal((await under.post('/voice/incoming', rings)).text, first.text)
  })

  test('a caller who withholds their number is asked too', async () => {
    await using under = await gatewayUnderTest()
    assert.match(await rang(under, { ...rings, From: 'anonymous' }), /<Gather /)
  })

  test('an instance that never saw the call takes the answer', async () => {
    await using under = await gatewayUnderTest()
    await rang(under)
    await under.start({}, { gatewayId: 'another' })
    const { text } = await answers(under, { Digits: '1' })
    assert.equal((await under.records.calls.find(callId))?.gateway, 'another')
    await streamFor(under, text)
    await talking(under)
  })

  test('a call that is fetched back while its caller is being asked is asked again, and one that was answered is not', async () => {
    await using under = await gatewayUnderTest()
    await rang(under)
    await under.start({}, { gatewayId: 'another' })
    assert.match((await under.post('/voice/after-stream', asked)).text, /<Gather /)
    await answers(under, { Digits: '1' })
    const { text } = await under.post('/voice/after-stream', asked)
    assert.match(text, /<Start><Recording/)
    assert.notEqual(tokenIn(text), '')
  })

  test('a stream that breaks goes on without asking, thanking or beginning to record again', async () => {
    await using under = await gatewayUnderTest()
    await rang(under)
    const socket = await streamFor(under, (await answers(under, { Digits: '1' })).text)
    await talking(under)
    await eventually(async () => (await under.records.calls.find(callId))?.recording === 'expected')
    socket.terminate()
    assert.doesNotMatch((await under.post('/voice/after-stream', asked)).text, /Say|Recording|Gather/)
    await under.start({}, { gatewayId: 'another' })
    assert.doesNotMatch((await under.post('/voice/after-stream', asked)).text, /Say|Recording|Gather/)
  })

  test('a caller who hangs up at the question has an end, and nobody was recorded', async () => {
    await using under = await gatewayUnderTest()
    await rang(under)
    await answers(under, { CallStatus: 'completed' })
    const end = await eventually(() => under.told.find((event) => isEvent(event, 'call.ended')))
    assert.ok(isEvent(end, 'call.ended'))
    assert.deepEqual([end.data.reason, end.data.recording], ['caller-hung-up', 'none'])
  })

  test('a line may end the call at a no', async () => {
    await using under = await gatewayUnderTest()
    await rang(under, { ...rings, To: strictLine.number })
    const { text } = await answers(under, { Digits: '2' })
    assert.match(text, /without recording we cannot take the call.*<\/Say><Hangup\/>/)
    const end = await eventually(() => under.told.find((event) => isEvent(event, 'call.ended')))
    assert.ok(isEvent(end, 'call.ended') && end.data.reason === 'refused')
  })
})

describe('where telling is enough', () => {
  test('the notice is said, and nobody is asked', async () => {
    await using under = await gatewayUnderTest()
    const text = await rang(under, incoming)
    assert.match(text, /<Say language="en-GB">This call is recorded\.<\/Say><Start><Recording .*\/><\/Start><Connect/)
  })

  test('a caller from Washington hears it again on the recording', async () => {
    await using under = await gatewayUnderTest()
    const text = await rang(under, { ...incoming, From: '+12065550123' })
    assert.match(
      text,
      /This call is recorded\.<\/Say><Start>.*<\/Start><Say language="en-GB">This call is now being recorded/,
    )
  })
})
