import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { Storage } from '@google-cloud/storage'
import { recordingsContract } from '../contract.ts'
import { NoSuchRecording } from '../recordings.ts'
import { RecordingHeld } from './gcs-recordings.ts'
import { openAt, openAtEmulator, ownKnobs, startServer } from './testing/at-emulator.ts'

const open = await openAtEmulator()
const wav = 'audio/wav'
const name = 'call-1/recording.wav'
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const big = randomBytes(3_000_000)
const small = randomBytes(3_000)

describe('recordings in Cloud Storage', { skip: ownKnobs() }, async () => {
  const server = await startServer()

  for (const [what, bytes, from] of [
    ['a short recording', small, 0],
    ['the beginning of a long recording', big, 0],
    ['the middle of a long recording', big, 1_500_000],
  ] as const) {
    test(`is stored whole and once though answers to ${what} are lost`, async () => {
      await using place = await openAt(server.url)
      const lostBefore = server.trouble.met.lost
      const audio = function* () {
        yield bytes.subarray(0, from)
        server.trouble.loseAnswers(1)
        yield bytes.subarray(from)
      }
      const stored = await place.recordings.put(name, Readable.from(audio(), { highWaterMark: 1 }), wav)
      assert.deepEqual([stored.bytes, stored.sha256], [bytes.length, sha256(bytes)])
      assert.deepEqual(await buffer(await place.recordings.open(name)), bytes)
      assert.equal(server.trouble.met.lost - lostBefore, 1)
    })
  }

  test('is stored and read through an outage of a second', async () => {
    await using place = await openAt(server.url)
    server.trouble.outage({ status: 503, forMs: 1_000 })
    const stored = await place.recordings.put(name, Readable.from([big]), wav)
    server.trouble.outage({ status: 503, forMs: 500 })
    assert.deepEqual(await buffer(await place.recordings.open(name)), big)
    server.trouble.outage({ status: 503, forMs: 500 })
    assert.deepEqual(await place.recordings.find(name), stored)
  })

  test('ends in an error when what comes is not what was stored', async () => {
    await using place = await openAt(server.url)
    await place.recordings.put(name, Readable.from([small]), wav)
    server.trouble.corrupt(1)
    await assert.rejects(buffer(await place.recordings.open(name)))
    assert.deepEqual(await buffer(await place.recordings.open(name)), small)
  })
})

describe('with every twentieth request failing', { skip: ownKnobs() }, async () => {
  let turns = 0
  // Every twentieth in turn, rather than by chance: no run meets so many in a row that it gives up.
  const server = await startServer(() => (++turns % 20 === 0 ? 0 : 0.99))
  server.trouble.turn({ failed: 0.01 })
  recordingsContract('recordings in Cloud Storage', () => openAt(server.url))
})

describe('beyond the port', () => {
  test('whose uploader died before the sum was written beside it is summed by whoever looks', async () => {
    await using place = await open()
    const bucket = new Storage({ projectId: 'test', apiEndpoint: place.url }).bucket(place.bucket)
    await bucket.file(name).save(small, { resumable: false })
    assert.equal((await place.recordings.find(name))?.sha256, sha256(small))
    const [told] = await bucket.file(name).getMetadata()
    assert.equal(told.metadata?.sha256, sha256(small), 'and need not be again')
  })

  test('a held recording stays until it is let go', async () => {
    await using place = await open()
    const { recordings } = place
    await assert.rejects(recordings.hold(name), NoSuchRecording)
    await recordings.put(name, Readable.from([small]), wav)
    await recordings.hold(name)
    await assert.rejects(recordings.remove(name), RecordingHeld)
    assert.equal((await recordings.find(name))?.bytes, small.length)
    await recordings.letGo(name)
    await recordings.remove(name)
    assert.equal(await recordings.find(name), undefined)
  })

  test('a link leads to the recording, for an hour at most', async () => {
    await using place = await open()
    await assert.rejects(place.recordings.link(name, 60_000), NoSuchRecording)
    await place.recordings.put(name, Readable.from([small]), wav)
    const heard = await fetch(await place.recordings.link(name, 60_000))
    assert.deepEqual([heard.status, Buffer.from(await heard.arrayBuffer())], [200, small])
    await assert.rejects(place.recordings.link(name, 2 * 3_600_000), RangeError)
  })
})
