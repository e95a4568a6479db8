import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { twilioClient, twilioErrorCode, twilioErrorStatus } from './twilio.ts'

const accountSid = `AC${'0'.repeat(32)}`

async function api(answer: (path: string, auth: string) => { status: number; body: object }) {
  const server = createServer((request, response) => {
    const { status, body } = answer(request.url ?? '', request.headers.authorization ?? '')
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    client: twilioClient({ accountSid, authToken: 'token', apiUrl }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('the client asks the configured API, with the account as user', async () => {
  const asked: string[] = []
  await using there = await api((path, auth) => {
    asked.push(`${path} ${Buffer.from(auth.replace('Basic ', ''), 'base64')}`)
    return { status: 200, body: { sid: 'CA1', status: 'completed' } }
  })
  const call = await there.client.calls('CA1').fetch()
  assert.equal(call.status, 'completed')
  assert.deepEqual(asked, [`/2010-04-01/Accounts/${accountSid}/Calls/CA1.json ${accountSid}:token`])
})

test("a refusal carries Twilio's own code and status", async () => {
  await using there = await api(() => ({
    status: 400,
    body: { code: 21220, message: 'Call is not in-progress. Cannot redirect.', status: 400 },
  }))
  const error = await there.client
    .calls('CA1')
    .update({ status: 'completed' })
    .catch((e: unknown) => e)
  assert.equal(twilioErrorCode(error), 21220)
  assert.equal(twilioErrorStatus(error), 400)
  assert.equal(twilioErrorCode(new Error('x')), undefined)
})
