import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { Failure } from '@frontdesk/process/failures'
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

describe('a ring', () => {
  const order = {
    ...{ to: '+4930111', from: '+4930222', timeoutSeconds: 20 },
    ...{ url: 'https://v.example/offer', statusUrl: 'https://v.example/status' },
  }

  test('is ordered with what to do when it is answered, how long it rings, and where its end is told', async () => {
    await using there = await api(201, { sid: 'CA2', status: 'queued' })
    assert.equal(await there.control.ring(order), 'CA2')
    const [asked] = there.asked
    assert.equal(asked?.path, '/2010-04-01/Accounts/AC1/Calls.json')
    assert.deepEqual(Object.fromEntries(new URLSearchParams(asked?.form)), {
      ...{ To: order.to, From: order.from, Timeout: '20', Url: order.url, Method: 'POST' },
      ...{ StatusCallback: order.statusUrl, StatusCallbackMethod: 'POST', StatusCallbackEvent: 'completed' },
    })
  })

  test('is found again while it runs, unless it was ordered before', async () => {
    const call = { sid: 'CA2', status: 'ringing', date_created: 'Sun, 22 Nov 2026 18:00:00 +0000' }
    await using there = await api(200, { calls: [{ ...call, sid: 'CA1', status: 'completed' }, call] })
    const since = Temporal.Instant.from('2026-11-22T18:00:00.500Z')
    assert.equal(await there.control.ringTo({ to: order.to, from: order.from, since }), 'CA2')
    const later = since.add({ seconds: 5 })
    assert.equal(await there.control.ringTo({ to: order.to, from: order.from, since: later }), undefined)
  })

  test('that is over already is hung up all the same', async () => {
    await using there = await api(400, refusal(21220, 400))
    await there.control.hangUp('CA2')
    await using other = await api(401, refusal(20003, 401))
    await assert.rejects(other.control.hangUp('CA2'))
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

describe('a recording that is to stop', () => {
  const listed = (status: string) => ({
    recordings: [{ sid: 'RE1', call_sid: 'CA1', status }],
    ...{ end: 0, first_page_uri: '', next_page_uri: null, page: 0, page_size: 50, start: 0, uri: '' },
    ...{ sid: 'RE1', status: 'stopped' },
  })

  test('is stopped by its own id', async () => {
    await using there = await api(200, listed('in-progress'))
    assert.equal(await there.control.stopRecording('CA1'), 1)
    const stop = there.asked.find(({ method }) => method === 'POST')
    assert.equal(stop?.path, '/2010-04-01/Accounts/AC1/Calls/CA1/Recordings/RE1.json')
    assert.equal(stop?.form, 'Status=stopped')
  })

  test('and has, is let be', async () => {
    await using there = await api(200, listed('completed'))
    assert.equal(await there.control.stopRecording('CA1'), 0)
    assert.ok(there.asked.every(({ method }) => method === 'GET'))
  })

  test('is tried again when the carrier is in trouble, and not when it refuses us', async () => {
    for (const [status, kind] of [
      [503, 'unavailable'],
      [401, 'unauthorised'],
    ] as const) {
      await using there = await api(status, refusal(20500, status))
      await assert.rejects(
        there.control.stopRecording('CA1'),
        (error) => error instanceof Failure && error.kind === kind,
      )
    }
  })
})
