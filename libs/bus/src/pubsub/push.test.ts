import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { startPubSubServer } from '@frontdesk/emulators/pubsub'
import { encode } from '@frontdesk/events'
import { Inbox, quickly, request, unique } from '../contract/kit.ts'
import { certsAt } from './push-token.ts'
import { openForTest } from './testing/bus-under-test.ts'

const server = await startPubSubServer({ certsPort: 0 })
after(() => server[Symbol.asyncDispose]())

const [audience, serviceAccount] = ['https://frontdesk.test', 'pusher@frontdesk-test.iam.gserviceaccount.com']
const certs = async () => server.tokens.certs
/** Nobody listens there: here the posts are made by hand. */
const endpoint = 'http://127.0.0.1:9/push'
const identity = { audience, serviceAccount, certs, endpoint }
const genuine = `Bearer ${server.tokens.token(serviceAccount, audience)}`

async function pushed(inbox = new Inbox(), more: Partial<typeof identity> = {}) {
  const on = await openForTest(server.host, quickly, { push: { ...identity, ...more } })
  await on.bus.subscribe({ name: 'notifier', topic: 'tool-requests', concurrency: 1 }, inbox.handlers)
  const body = (n: number, deliveryAttempt = 1, call = 'call-1') => ({
    message: {
      data: Buffer.from(encode(request(call, n))).toString('base64'),
      attributes: { type: 'frontdesk.tool.requested.v1', eventId: request(call, n).id },
      messageId: unique('m'),
    },
    subscription: `projects/frontdesk-test/subscriptions/${on.prefix}notifier`,
    deliveryAttempt,
  })
  const post = async (what: unknown, authorization: string | undefined = genuine) =>
    (await on.bus.receivePush({ authorization, body: what })).status
  return { ...on, inbox, body, post, [Symbol.asyncDispose]: () => on[Symbol.asyncDispose]() }
}

function forged(alg: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const iat = Math.floor(Date.now() / 1_000)
  const claims = { iss: 'https://accounts.google.com', aud: audience, email: serviceAccount, email_verified: true, iat }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg, kid: 'emulator-1' })}.${part({ ...claims, exp: iat + 3_600 })}`
  return `${signed}.${alg === 'none' ? 'x' : sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`
}

describe('a push', () => {
  test('is refused before a word of it is read unless its token is ours in every respect', async () => {
    await using on = await pushed()
    const { token } = server.tokens
    const hourAgo = Math.floor(Date.now() / 1_000) - 7_200
    const wrong: Record<string, string | undefined> = {
      'no token': '',
      'not a token': 'Bearer let-me-in',
      'another audience': `Bearer ${token(serviceAccount, 'https://elsewhere.test')}`,
      'another account': `Bearer ${token('mallory@elsewhere.iam.gserviceaccount.com', audience)}`,
      'another issuer': `Bearer ${token(serviceAccount, audience, { iss: 'https://accounts.elsewhere.test' })}`,
      'an unverified address': `Bearer ${token(serviceAccount, audience, { email_verified: false })}`,
      expired: `Bearer ${token(serviceAccount, audience, { iat: hourAgo, exp: hourAgo + 3_600 })}`,
      'another key': `Bearer ${forged('RS256')}`,
      unsigned: `Bearer ${forged('none')}`,
    }
    for (const [what, authorization] of Object.entries(wrong)) {
      assert.equal(await on.post(on.body(1), authorization), 401, what)
      assert.equal(await on.post('not even JSON', authorization), 401, what)
    }
    assert.deepEqual(on.inbox.taken, [])
  })

  test('is put off while the keys cannot be had', async () => {
    const down = async () => {
      throw new Error('no route')
    }
    await using on = await pushed(new Inbox(), { certs: down })
    assert.equal(await on.post(on.body(1)), 503)
    assert.deepEqual(on.inbox.taken, [])
  })

  test('is checked with keys that are fetched where they are served', async () => {
    await using on = await pushed(new Inbox(), { certs: certsAt(server.certsUrl ?? '') })
    assert.equal(await on.post(JSON.stringify(on.body(1))), 204)
  })

  test('that is no push, or for nobody here, is said to be so', async () => {
    await using on = await pushed()
    assert.equal(await on.post({ message: 'hello' }), 400)
    assert.equal(await on.post({ ...on.body(1), subscription: `projects/p/subscriptions/${on.prefix}post-call` }), 404)
    assert.equal(await on.post({ ...on.body(1), subscription: 'projects/p/subscriptions/of-another-house' }), 404)
  })

  test('is acknowledged when its work is done, not before, and twice the same is one work', async () => {
    const held = Promise.withResolvers<void>()
    await using on = await pushed(new Inbox(() => held.promise))
    const body = on.body(1)
    const [first, same] = [on.post(body), on.post(body)]
    await on.inbox.got('call-1', 1, 5_000)
    const early = await Promise.race([first, new Promise((resolve) => setImmediate(resolve, 'still open'))])
    assert.equal(early, 'still open')
    held.resolve()
    assert.deepEqual(await Promise.all([first, same]), [204, 204])
    assert.deepEqual(on.inbox.of('call-1'), [1])
  })

  test('that failed is asked for again, and is a dead letter when the tries are used up', async () => {
    const fail = () => {
      throw new RangeError('Anna Schmidt')
    }
    await using on = await pushed(new Inbox(fail))
    assert.deepEqual(
      [await on.post(on.body(1, 1)), await on.post(on.body(1, 2)), await on.post(on.body(1, 3))],
      [503, 503, 204],
    )
    const [letter] = await on.bus.deadLetters('notifier')
    assert.deepEqual([letter?.attempts, letter?.reason, letter?.event], [3, 'RangeError', request('call-1', 1)])
  })

  test('waits for its turn rather than be refused, and is refused when the process goes', async () => {
    const held = Promise.withResolvers<void>()
    await using on = await pushed(new Inbox(() => held.promise))
    const first = on.post(on.body(1))
    await on.inbox.got('call-1', 1, 5_000)
    const second = on.post(on.body(1, 1, 'call-2'))
    const gone = on.bus[Symbol.asyncDispose]()
    assert.equal(await second, 503)
    held.resolve()
    assert.equal(await first, 204)
    await gone
    assert.equal(await on.post(on.body(2)), 404)
  })
})
