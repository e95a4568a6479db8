import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { wavFile } from '@frontdesk/audio/wav'
import { openMedia } from './media.ts'

const accountSid = `AC${'0'.repeat(32)}`
const wav = Buffer.from(wavFile([new Int16Array(800)]))
const { signal } = new AbortController()

interface Asked {
  readonly url: string
  readonly authorization: string | undefined
}

async function server(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: Asked[] = []
  const listening = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization })
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  return {
    asked,
    url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      listening.closeAllConnections()
      listening.close()
    },
  }
}

const account = (apiUrl: string) => ({ accountSid, authToken: 'secret', apiUrl })
const fetchFrom = async (apiUrl: string) => buffer(await openMedia(account(apiUrl), 'RE1', signal))
const refusedAs = (code: string) => (error: unknown) => {
  assert.equal((error as { code?: string }).code, code)
  return true
}

describe('a recording’s audio', () => {
  test('is asked of the API, on two channels, with our credentials', async () => {
    await using api = await server((_, response) => response.end(wav))
    assert.deepEqual(await fetchFrom(api.url), wav)
    const [asked] = api.asked
    assert.equal(asked?.url, `/2010-04-01/Accounts/${accountSid}/Recordings/RE1.wav?RequestedChannels=2`)
    assert.equal(asked?.authorization, `Basic ${btoa(`${accountSid}:secret`)}`)
  })

  test('is fetched from the storage that we are sent to, which never sees our credentials', async () => {
    await using storage = await server((_, response) => response.end(wav))
    await using api = await server((_, response) => response.writeHead(307, { location: `${storage.url}/a.wav` }).end())
    assert.deepEqual(await fetchFrom(api.url), wav)
    assert.deepEqual(storage.asked, [{ url: '/a.wav', authorization: undefined }])
  })

  test('is not followed around for ever, nor to another protocol', async () => {
    await using circle = await server((request, response) => response.writeHead(302, { location: request.url }).end())
    await assert.rejects(fetchFrom(circle.url), refusedAs('bad-answer'))
    assert.equal(circle.asked.length, 4)
    await using elsewhere = await server((_, response) => response.writeHead(302, { location: 'ftp://a/b' }).end())
    await assert.rejects(fetchFrom(elsewhere.url), refusedAs('bad-answer'))
  })

  test('comes on one channel where there is but one', async () => {
    await using api = await server((request, response) =>
      request.url?.includes('RequestedChannels') ? response.writeHead(400).end('{"code":16113}') : response.end(wav),
    )
    assert.deepEqual(await fetchFrom(api.url), wav)
  })

  test('that is no WAV, is cut off, or is refused, is a failure of a known kind', async () => {
    const cases: [string, (response: ServerResponse) => void][] = [
      ['bad-answer', (response) => response.end('<html>please log in</html>')],
      ['bad-answer', (response) => response.end('RIFF')],
      ['not-found', (response) => response.writeHead(404).end()],
      ['unauthorised', (response) => response.writeHead(401).end()],
      ['unavailable', (response) => response.writeHead(503).end()],
    ]
    for (const [kind, answer] of cases) {
      await using api = await server((_, response) => answer(response))
      await assert.rejects(fetchFrom(api.url), refusedAs(kind))
    }
    await using cut = await server((_, response) => {
      response.writeHead(200, { 'content-length': String(wav.length) }).write(wav.subarray(0, 100))
      setImmediate(() => response.destroy())
    })
    await assert.rejects(fetchFrom(cut.url))
    await using gone = await server(() => {})
    const { url } = gone
    await gone[Symbol.asyncDispose]()
    await assert.rejects(fetchFrom(url), refusedAs('unavailable'))
  })
})
