import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { twilioClient } from '@frontdesk/twilio'
import { twilioControl } from './twilio-rest.ts'

/** A REST API that answers everything alike, and keeps what it was asked. */
async function api(status: number, body: object) {
  const asked: { method: string | undefined; path: string | undefined; form: string }[] = []
  const server = createServer(async (request, response) => {
    let form = ''
    for await (const chunk of request) form += chunk
    asked.push({ method: request.method, path: request.url, form })
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    asked,
    control: twilioControl(twilioClient({ accountSid: 'AC1', authToken: 'token', apiUrl })),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const refusal = (code: number, status: number) => ({ code, status, message: 'no' })

describe('a redirect', () => {
  test('makes the carrier ask the address', async () => {
    await using there = await api(200, { sid: 'CA1', status: 'in-progress' })
    assert.equal(await there.control.redirect('CA1', 'https://v.example/voice/after-stream'), 'redirected')
    const [asked] = there.asked
    assert.equal(asked?.method, 'POST')
    assert.equal(asked?.path, '/2010-04-01/Accounts/AC1/Calls/CA1.json')
    assert.deepEqual(Object.fromEntries(new URLSearchParams(asked?.form)), {
      Url: 'https://v.example/voice/after-stream',
      Method: 'POST',
    })
  })

  test('of a call that is not in progress finds it ended', async () => {
    await using there = await api(400, refusal(21220, 400))
    assert.equal(await there.control.redirect('CA1', 'https://v.example/'), 'ended')
  })

  test('that is refused for another reason throws', async () => {
    await using there = await api(401, refusal(20003, 401))
    await assert.rejects(there.control.redirect('CA1', 'https://v.example/'))
  })
})

describe('the status of a call', () => {
  for (const [why, status, body, expected] of [
    ['in progress is alive', 200, { status: 'in-progress' }, { state: 'alive' }],
    [
      'completed is ended, at the carrier’s time',
      200,
      { status: 'completed', end_time: 'Sun, 22 Nov 2026 18:00:00 +0000' },
      { state: 'ended', failed: false, endedAt: '2026-11-22T18:00:00.000Z' },
    ],
    ['failed is ended and failed', 200, { status: 'failed', end_time: null }, { state: 'ended', failed: true }],
    ['not found is unknown', 404, refusal(20404, 404), { state: 'unknown' }],
  ] as const) {
    test(why, async () => {
      await using there = await api(status, body)
      assert.deepEqual(await there.control.status('CA1'), expected)
    })
  }

  test('that the carrier cannot tell throws', async () => {
    await using there = await api(503, refusal(20500, 503))
    await assert.rejects(there.control.status('CA1'))
  })
})
