import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { OAuth2Client } from 'google-auth-library'
import { openForTest, path, soon, textsOf } from './testing.ts'

const ordered = { enableMessageOrdering: true }
const some = (found: readonly unknown[]) => found.length > 0

describe('a subscription', () => {
  test('gives messages of a key in order, and all behind one that was nacked again, acknowledged or not', async () => {
    await using on = await openForTest()
    await on.client.createTopic('events')
    await on.client.topic('events').createSubscription('sub', ordered)
    await on.publish(['1', '2', '3'], 'k')
    const first = await on.pull('sub')
    assert.deepEqual(textsOf(first), ['1', '2', '3'])
    const [one, two] = first
    assert.ok(one && two)
    await on.acknowledge('sub', two)
    await on.setDeadline('sub', 0, one)
    const again = await on.pull('sub')
    assert.deepEqual(textsOf(again), ['1', '2', '3'])
    await on.acknowledge('sub', ...again)
    assert.equal(on.server.backlog(path('subscriptions', 'sub')), 0)
  })

  test('brings again what is not acknowledged before its deadline, and not before', async () => {
    await using on = await openForTest({ secondMs: 20 })
    await on.client.createTopic('events')
    await on.client.topic('events').createSubscription('sub', { ackDeadlineSeconds: 10 })
    await on.publish(['left', 'extended'])
    const first = await on.pull('sub')
    const extended = first.find((received) => textsOf([received])[0] === 'extended')
    assert.ok(extended)
    await on.setDeadline('sub', 600, extended)
    assert.deepEqual(await on.pull('sub'), [])
    assert.deepEqual(textsOf(await soon(() => on.pull('sub'), some)), ['left'])
    assert.equal(on.server.trouble.met.expired, 1)
  })

  test('waits before it brings a message again, longer each time, and then buries it with its count', async () => {
    await using on = await openForTest({ secondMs: 50 })
    await on.client.createTopic('events')
    await on.client.createTopic('dead')
    await on.client.topic('dead').createSubscription('graves')
    await on.client.topic('events').createSubscription('sub', {
      retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 2 } },
      deadLetterPolicy: { deadLetterTopic: path('topics', 'dead'), maxDeliveryAttempts: 5 },
    })
    await on.publish(['doomed'], '', { kept: 'yes' })
    const cameAt: number[] = []
    for (let attempt = 1; attempt <= 5; attempt++) {
      const [received] = await soon(() => on.pull('sub'), some)
      assert.ok(received)
      cameAt.push(performance.now())
      assert.equal(received.deliveryAttempt, attempt)
      await on.setDeadline('sub', 0, received)
    }
    const waits = cameAt.slice(1).map((at, i) => at - (cameAt[i] ?? 0))
    assert.ok((waits[0] ?? 0) >= 49 && (waits[1] ?? 0) >= 98, `waited ${waits}`)
    const [grave] = await soon(() => on.pull('graves'), some)
    assert.equal(grave?.deliveryAttempt, 0)
    assert.equal(grave?.message?.attributes?.kept, 'yes')
    assert.equal(grave?.message?.attributes?.CloudPubSubDeadLetterSourceSubscription, 'sub')
    assert.equal(grave?.message?.attributes?.CloudPubSubDeadLetterSourceDeliveryCount, '5')
  })

  test('with a filter holds only what passes it', async () => {
    await using on = await openForTest()
    await on.client.createTopic('events')
    await on.client.topic('events').createSubscription('mine', { filter: 'attributes.gateway = "g1"' })
    await on.publish(['theirs'], '', { gateway: 'g2' })
    await on.publish(['mine'], '', { gateway: 'g1' })
    assert.deepEqual(textsOf(await on.pull('mine')), ['mine'])
  })

  test('is refused where the service would refuse it', async () => {
    await using on = await openForTest()
    const [topic] = await on.client.createTopic('events')
    await assert.rejects(on.client.createTopic('events'), { code: 6 })
    await assert.rejects(on.client.createTopic('goog-events'), { code: 3 })
    await assert.rejects(on.client.topic('missing').createSubscription('sub'), { code: 5 })
    await assert.rejects(topic.createSubscription('sub', { ackDeadlineSeconds: 5 }), { code: 3 })
    await assert.rejects(topic.createSubscription('sub', { filter: 'gateway = x' }), { code: 3 })
    await assert.rejects(topic.createSubscription('sub', { expirationPolicy: { ttl: { seconds: 60 } } }), { code: 3 })
    const deadLetterTopic = path('topics', 'events')
    const impatient = { deadLetterPolicy: { deadLetterTopic, maxDeliveryAttempts: 3 } }
    await assert.rejects(topic.createSubscription('sub', impatient), { code: 3 })
    await assert.rejects(on.pull('sub'), { code: 5 })
  })
})

describe('trouble', () => {
  test('an outage refuses every question and cuts streams, and some of what it refused was kept', async () => {
    await using on = await openForTest({ random: () => 0.3 })
    const [topic] = await on.client.createTopic('events')
    await topic.createSubscription('sub')
    const cut = Promise.withResolvers<unknown>()
    const stream = on.api.streamingPull()
    stream.on('error', cut.resolve)
    stream.write({ subscription: path('subscriptions', 'sub'), streamAckDeadlineSeconds: 10 })
    await on.publish(['before'])
    await once(stream, 'data')
    for (const code of ['UNAVAILABLE', 'DEADLINE_EXCEEDED'] as const) {
      on.server.trouble.outage({ code, forMs: 100 })
      const request = { subscription: path('subscriptions', 'sub') }
      await assert.rejects(on.api.getSubscription(request, { retry: null }), { code: code === 'UNAVAILABLE' ? 14 : 4 })
    }
    assert.ok(await cut.promise)
    await on.publish(['kept twice'])
    assert.ok(
      textsOf(
        await soon(
          () => on.pull('sub'),
          (found) => found.length > 1,
        ),
      ).length > 1,
    )
    assert.ok(on.server.trouble.met.keptAnyway > 0)
  })

  test('a forgotten acknowledgment brings the message again', async () => {
    await using on = await openForTest()
    await on.client.createTopic('events')
    await on.client.topic('events').createSubscription('sub', ordered)
    await on.publish(['1'], 'k')
    on.server.trouble.turn({ duplicates: 1, duplicateAfterMs: 10 })
    await on.acknowledge('sub', ...(await on.pull('sub')))
    on.server.trouble.turn({ duplicates: 0 })
    await on.acknowledge('sub', ...(await soon(() => on.pull('sub'), some)))
    assert.equal(on.server.backlog(path('subscriptions', 'sub')), 0)
  })

  test('messages of different keys overtake each other, those of one key do not', async () => {
    const chances = [0, 0.9, 1]
    await using on = await openForTest({ random: () => chances.shift() ?? 1 })
    await on.client.createTopic('events')
    await on.client.topic('events').createSubscription('sub', ordered)
    on.server.trouble.turn({ reordered: 0.5, heldBackMs: 60 })
    await on.publish(['held back', 'behind it'], 'a')
    await on.publish(['overtakes'], 'b')
    const came: string[] = []
    await soon(
      async () => came.push(...textsOf(await on.pull('sub'))),
      (n) => n === 3,
    )
    assert.deepEqual(came, ['overtakes', 'held back', 'behind it'])
  })
})

describe('a push', () => {
  test('carries a token that says who posts, comes one of a key at a time, and again until it is accepted', async () => {
    await using on = await openForTest()
    const posts: { body: { message: { data: string }; deliveryAttempt?: number }; authorization: string }[] = []
    const statuses = [500, 204, 204]
    const http = createServer(async (request, response) => {
      posts.push({ body: JSON.parse(await text(request)), authorization: request.headers.authorization ?? '' })
      response.writeHead(statuses.shift() ?? 204).end()
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    await using _closing = { [Symbol.asyncDispose]: async () => void http.close() }
    const [topic] = await on.client.createTopic('events')
    await on.client.createTopic('dead')
    const [audience, serviceAccountEmail] = ['https://frontdesk.test', 'pusher@emulated.iam.gserviceaccount.com']
    await topic.createSubscription('pushed', {
      ...ordered,
      retryPolicy: { minimumBackoff: { nanos: 20_000_000 } },
      deadLetterPolicy: { deadLetterTopic: path('topics', 'dead'), maxDeliveryAttempts: 5 },
      pushConfig: {
        pushEndpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
        oidcToken: { audience, serviceAccountEmail },
      },
    })
    await on.publish(['1', '2'], 'k')
    await soon(
      async () => on.server.backlog(path('subscriptions', 'pushed')),
      (left) => left === 0,
    )
    const seen = posts.map(({ body }) => [Buffer.from(body.message.data, 'base64').toString(), body.deliveryAttempt])
    assert.deepEqual(seen, [
      ['1', 1],
      ['1', 2],
      ['2', 1],
    ])
    const token = posts[0]?.authorization.replace('Bearer ', '') ?? ''
    const issuers = ['https://accounts.google.com']
    const google = new OAuth2Client()
    const ticket = await google.verifySignedJwtWithCertsAsync(token, on.server.tokens.certs, audience, issuers)
    assert.equal(ticket.getPayload()?.email, serviceAccountEmail)
  })
})

test('as a process of its own it says where it is, and ends when it is told to', async () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, '--port', '0', '--certs-port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [said] = await once(child.stdout, 'data')
  assert.match(
    String(said),
    /^PUBSUB_EMULATOR_HOST=127\.0\.0\.1:\d+\nPUBSUB_PUSH_CERTS_URL=http:\/\/127\.0\.0\.1:\d+\/oauth2\/v1\/certs\n$/,
  )
  child.kill('SIGTERM')
  assert.deepEqual(await ended, [0, null])
})
