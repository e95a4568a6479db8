import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TwimlFault } from './elements.ts'
import { parseTwiml } from './twiml.ts'

const inResponse = (content: string) => `<?xml version="1.0" encoding="UTF-8"?><Response>${content}</Response>`

test('verbs come out in the order of the document, with their defaults', () => {
  const verbs = parseTwiml(
    inResponse(`
      <Say language="de-DE">Grüß Gott &amp; hallo</Say>
      <!-- a comment -->
      <Pause/>
      <Connect action="/after"><Stream url="wss://a/b"><Parameter name="t" value="1"/></Stream></Connect>
      <Redirect method="GET">/next</Redirect>`),
  )
  assert.deepEqual(verbs, [
    { verb: 'Say', text: 'Grüß Gott & hallo', language: 'de-DE', loop: 1 },
    { verb: 'Pause', lengthMs: 1_000 },
    {
      verb: 'ConnectStream',
      action: { url: '/after', method: 'POST' },
      stream: { url: 'wss://a/b', name: undefined, parameters: { t: '1' }, statusCallback: undefined },
    },
    { verb: 'Redirect', target: { url: '/next', method: 'GET' } },
  ])
})

test('a dial takes a bare number or numbers with a whisper', () => {
  const [bare, whispered] = parseTwiml(
    inResponse('<Dial timeout="5">+4930</Dial><Dial><Number url="/whisper">+4931</Number></Dial>'),
  )
  assert.ok(bare?.verb === 'Dial' && whispered?.verb === 'Dial')
  assert.equal(bare.numbers[0]?.number, '+4930')
  assert.equal(bare.timeoutMs, 5_000)
  assert.deepEqual(whispered.numbers[0]?.whisper, { url: '/whisper', method: 'POST' })
})

const refused: [string, number, string][] = [
  ['not XML', 12100, '<Response>'],
  ['no response', 12100, '<Reply/>'],
  ['unknown verb', 12200, inResponse('<Sing/>')],
  ['unknown attribute', 12200, inResponse('<Say volume="9">x</Say>')],
  ['attribute on the wrong element', 12200, inResponse('<Dial url="/whisper">+49</Dial>')],
  ['wrong track', 12200, inResponse('<Connect><Stream url="wss://a" track="both_tracks"/></Connect>')],
  [
    'parameter too long',
    12200,
    inResponse(`<Connect><Stream url="wss://a"><Parameter name="a" value="${'x'.repeat(500)}"/></Stream></Connect>`),
  ],
  ['text between verbs', 12200, inResponse('hello')],
  ['too much text', 12200, inResponse(`<Say>${'x'.repeat(5_000)}</Say>`)],
  ['too long', 11750, inResponse(`<Say>${'x'.repeat(70_000)}</Say>`)],
]

for (const [name, code, document] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => parseTwiml(document),
      (error) => error instanceof TwimlFault && error.code === code,
    )
  })
}
