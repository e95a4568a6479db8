import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountSid } from './test-application.ts'
import { NUMBER, startBoth } from './test-both.ts'
import { indexOf, pattern, testParty } from './test-party.ts'

test('a call asks the application for a document with a valid signature and the usual parameters', async () => {
  await using both = await startBoth()
  both.application.answer('/incoming', '<Hangup/>')
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party: testParty() })
  const { params, isSigned } = await both.application.webhooks.until(({ path }) => path === '/incoming')
  assert.equal(isSigned, true)
  assert.equal(params.CallSid, call.sid)
  assert.equal(params.AccountSid, accountSid)
  assert.equal(params.From, '+447700900123')
  assert.equal(params.To, NUMBER)
  assert.equal(params.CallStatus, 'ringing')
  assert.equal(params.Direction, 'inbound')
  assert.equal(params.FromCountry, 'GB')
  assert.equal((await call.ended).how, 'hung-up')
})

test('a caller who withholds the number is shown as Twilio shows one', async () => {
  await using both = await startBoth()
  both.carrier.call({ from: null, to: NUMBER, party: testParty() })
  const { params } = await both.application.webhooks.until(({ path }) => path === '/incoming')
  assert.equal(params.From, '+266696687')
})

test('what is said is heard whole, and the end is told once with its duration', async () => {
  const speech = pattern(1_000)
  await using both = await startBoth({ say: async () => speech })
  both.application.answer('/incoming', '<Say language="en-GB">Good morning</Say><Pause length="1"/><Hangup/>')
  const party = testParty()
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party })
  const { how, durationMs } = await call.ended
  assert.equal(how, 'hung-up')
  assert.ok(durationMs >= 1_100, `${durationMs} ms`)
  assert.notEqual(indexOf(party.heard(), speech), -1)
  const { params, isSigned } = await both.application.webhooks.until(({ path }) => path === '/status')
  assert.equal(isSigned, true)
  assert.equal(params.CallStatus, 'completed')
  assert.equal(params.CallDuration, '1')
  assert.equal(params.SequenceNumber, '0')
  assert.equal(both.carrier.calls[0]?.status, 'completed')
})

test('a caller who hangs up stops what plays', async () => {
  await using both = await startBoth()
  both.application.answer('/incoming', '<Pause length="60"/>')
  const party = testParty()
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party })
  const line = await party.line
  line.hangUp()
  assert.equal((await call.ended).how, 'party-hung-up')
  await party.over
})

test('a rejected call is never answered', async () => {
  await using both = await startBoth()
  both.application.answer('/incoming', '<Reject reason="busy"/>')
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party: testParty() })
  assert.equal((await call.ended).how, 'busy')
  const { params } = await both.application.webhooks.until(({ path }) => path === '/status')
  assert.equal(params.CallStatus, 'busy')
  assert.equal(params.CallDuration, '0')
})

test('a redirect fetches the next document, relative to its own', async () => {
  await using both = await startBoth()
  both.application.answer('/incoming', '<Redirect>second</Redirect>')
  both.application.answer('/second', '<Hangup/>')
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party: testParty() })
  await call.ended
  const { params } = await both.application.webhooks.until(({ path }) => path === '/second')
  assert.equal(params.CallStatus, 'in-progress')
})

test('a document with an unknown verb ends the call with an apology and a warning', async () => {
  await using both = await startBoth({ say: async () => pattern(320) })
  both.application.answer('/incoming', '<Sing>la</Sing>')
  const party = testParty()
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party })
  assert.equal((await call.ended).how, 'application-error')
  assert.notEqual(indexOf(party.heard(), pattern(320)), -1)
  assert.equal(both.carrier.warnings[0]?.code, 12200)
})

test('a server that is down is asked once more, then the call ends', async () => {
  await using both = await startBoth({ say: async () => pattern(160) })
  await both.application[Symbol.asyncDispose]()
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party: testParty() })
  assert.equal((await call.ended).how, 'application-error')
  assert.deepEqual(
    both.carrier.webhooks.filter(({ kind }) => kind === 'voice').map(({ fate }) => fate),
    ['unreachable', 'unreachable'],
  )
  assert.equal(both.carrier.warnings[0]?.code, 11200)
})

test('a server that takes too long ends the call', async () => {
  await using both = await startBoth({ say: async () => pattern(160), settings: { webhookTimeoutMs: 50 } })
  const never = Promise.withResolvers<string>()
  both.application.answer('/incoming', () => never.promise)
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party: testParty() })
  assert.equal((await call.ended).how, 'application-error')
  assert.equal(both.carrier.warnings[0]?.code, 11205)
  never.resolve('')
})

test('webhooks can come twice, unsigned, late or never', async () => {
  await using both = await startBoth()
  both.application.answer('/incoming', '<Hangup/>')
  both.carrier.trouble.webhook({ on: 'voice', duplicate: 'at-once', signature: 'wrong', times: 1 })
  both.carrier.trouble.webhook({ on: 'call-status', never: true, times: 1 })
  await both.carrier.call({ from: '+447700900123', to: NUMBER, party: testParty() }).ended
  await both.carrier.untilWebhook(({ kind }) => kind === 'call-status')
  const seen = both.application.webhooks.all
  assert.deepEqual(
    seen.map(({ path, isSigned }) => [path, isSigned]),
    [
      ['/incoming', false],
      ['/incoming', false],
    ],
  )
  assert.equal(both.carrier.webhooks.at(-1)?.fate, 'never-sent')
})

test('keys are gathered until there are enough, and the first one silences the prompt', async () => {
  await using both = await startBoth({ say: async () => pattern(80_000) })
  both.application.answer('/incoming', '<Gather numDigits="2" action="/keys"><Say>Press one</Say></Gather>')
  both.application.answer('/keys', '<Hangup/>')
  const party = testParty()
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party })
  const line = await party.line
  await party.hearsSound
  line.press('1')
  line.press('2')
  await call.ended
  const { params } = await both.application.webhooks.until(({ path }) => path === '/keys')
  assert.equal(params.Digits, '12')
  assert.ok(party.heard().length < 16_000)
})

test('views are told that it rings, is answered and has ended', async () => {
  await using both = await startBoth()
  both.application.answer('/incoming', '<Hangup/>')
  const told: string[] = []
  using _ringing = both.carrier.on('ringing', (call) => told.push(`ringing ${call.to}`))
  using _answered = both.carrier.on('answered', () => told.push('answered'))
  using _ended = both.carrier.on('ended', ({ how }) => told.push(`ended ${how}`))
  await both.carrier.call({ from: '+447700900123', to: NUMBER, party: testParty() }).ended
  assert.deepEqual(told, [`ringing ${NUMBER}`, 'answered', 'ended hung-up'])
})

test('a number that nobody answers for cannot be called', async () => {
  await using both = await startBoth()
  assert.throws(() => both.carrier.call({ from: null, to: '+4930999', party: testParty() }), /not a number/)
})
