import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LogLevel, WebClient } from '@slack/web-api'
import { slackFailures, startSlack } from './slack.ts'

const channel = 'C0FRONTDESK'

/** The vendor's client, without the retries that it would go on with for half an hour. */
function connect(apiUrl: string, token = 'xoxb-test') {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 2_000,
    logLevel: LogLevel.ERROR,
    logger: {
      debug() {},
      info() {},
      warn() {},
      error() {},
      setLevel() {},
      setName() {},
      getLevel: () => LogLevel.ERROR,
    },
  })
}

const platformError = (wanted: string) => (error: unknown) => {
  assert.ok(error instanceof Error && 'data' in error)
  assert.equal((error.data as { error: string }).error, wanted)
  return true
}

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } }) as const

test('a message is posted, changed, and found by its metadata', async () => {
  await using slack = await startSlack()
  const client = connect(slack.apiUrl)
  const metadata = { event_type: 'call_escalated', event_payload: { callId: 'c-1' } }
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: 'Caller wants a person' } } as const,
    section('*Line*'),
  ]
  const posted = await client.chat.postMessage({ channel, text: 'Caller wants a person', blocks, metadata })
  assert.match(posted.ts ?? '', /^\d{10}\.\d{6}$/)
  await client.chat.update({ channel, ts: posted.ts ?? '', text: 'Taken' })
  const history = await client.conversations.history({ channel, include_all_metadata: true })
  assert.equal(history.messages?.length, 1)
  assert.equal(history.messages?.[0]?.text, 'Taken')
  assert.deepEqual(history.messages?.[0]?.metadata, metadata, 'the change left it alone')
  const bare = await client.conversations.history({ channel })
  assert.ok(bare.messages?.[0] && !('metadata' in bare.messages[0]))
})

test('history is newest first, in pages, and without the replies in threads', async () => {
  await using slack = await startSlack()
  const client = connect(slack.apiUrl)
  const first = await client.chat.postMessage({ channel, text: 'one' })
  await client.chat.postMessage({ channel, text: 'two' })
  await client.chat.postMessage({ channel, text: 'reply', thread_ts: first.ts ?? '' })
  const page = await client.conversations.history({ channel, limit: 1 })
  assert.equal(page.messages?.[0]?.text, 'two')
  const cursor = page.response_metadata?.next_cursor ?? ''
  assert.equal((await client.conversations.history({ channel, limit: 1, cursor })).messages?.[0]?.text, 'one')
  const thread = await client.conversations.replies({ channel, ts: first.ts ?? '' })
  assert.deepEqual(
    thread.messages?.map(({ text }) => text),
    ['one', 'reply'],
  )
})

test('platform errors come at HTTP 200', async () => {
  const channels = [
    { id: channel, name: 'frontdesk' },
    { id: 'C1', name: 'old', isArchived: true },
    { id: 'C2', name: 'others', isMember: false },
  ]
  await using slack = await startSlack({ channels })
  const client = connect(slack.apiUrl)
  const text = 'x'
  await assert.rejects(client.chat.postMessage({ channel: 'C9', text }), platformError('channel_not_found'))
  await assert.rejects(client.chat.postMessage({ channel: 'C1', text }), platformError('is_archived'))
  await assert.rejects(client.chat.postMessage({ channel: 'C2', text }), platformError('not_in_channel'))
  await assert.rejects(client.chat.postMessage({ channel, text: '' }), platformError('no_text'))
  await assert.rejects(client.chat.update({ channel, ts: '1.0', text }), platformError('message_not_found'))
  await assert.rejects(connect(slack.apiUrl, 'wrong').auth.test(), platformError('invalid_auth'))
  await assert.rejects(client.apiCall('chat.shout'), platformError('unknown_method'))
  assert.ok(slack.asked.every(({ fate }) => fate === 200))
  assert.equal((await client.chat.postMessage({ channel: '#frontdesk', text })).channel, channel)
  assert.equal((await client.auth.test()).ok, true)
})

const badBlocks = [
  ['a section text over 3,000 characters', [section('x'.repeat(3_001))]],
  ['an empty text', [section('')]],
  ['a header in markdown', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]],
  ['a header over 150 characters', [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }]],
  ['more than 10 fields', [{ type: 'section', fields: Array(11).fill({ type: 'mrkdwn', text: 'x' }) }]],
  ['more than 50 blocks', Array(51).fill({ type: 'divider' })],
  ['an unknown type', [{ type: 'marquee' }]],
  ['a field that Slack does not know', [{ ...section('x'), colour: 'red' }]],
  ['a section with nothing in it', [{ type: 'section' }]],
] as const

for (const [what, blocks] of badBlocks) {
  test(`blocks are refused for ${what}`, async () => {
    await using slack = await startSlack()
    const posting = connect(slack.apiUrl).apiCall('chat.postMessage', { channel, text: 'x', blocks })
    await assert.rejects(posting, platformError('invalid_blocks'))
    assert.equal(slack.messages.length, 0)
  })
}

test('the rate limit is HTTP 429 with Retry-After', async () => {
  await using slack = await startSlack()
  slack.trouble.add({ on: 'chat.postMessage', times: 1, fail: slackFailures.rateLimited(7) })
  const client = connect(slack.apiUrl)
  await assert.rejects(client.chat.postMessage({ channel, text: 'x' }), { retryAfter: 7 })
  await client.chat.postMessage({ channel, text: 'x' })
  assert.equal(slack.messages.length, 1)
})
