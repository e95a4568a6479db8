import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { InvalidName, NoSuchRecording, type Recordings } from '../recordings.ts'
import { all } from './samples.ts'

const name = 'call-1/recording.wav'
const wav = 'audio/wav'
const audio = (text: string) => Readable.from([Buffer.from(text)])
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const pieceBytes = 64 * 1024
const bigPieces = 320

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Bytes of buffers that are still referred to. */
function heldBytes(): number {
  // The second one waits until what the first one found is given back.
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

/** 20 MB, made as they are read; tells the most that was held at once meanwhile. */
function bigAudio() {
  const beforeBytes = heldBytes()
  const peak = { heldBytes: 0 }
  function* pieces() {
    for (let n = 0; n < bigPieces; n++) {
      if (n % 40 === 39) peak.heldBytes = Math.max(peak.heldBytes, heldBytes() - beforeBytes)
      yield Buffer.alloc(pieceBytes, n)
    }
  }
  return { stream: Readable.from(pieces()), peak }
}

/** What every adapter of `Recordings` must pass. `open` answers a place that holds nothing yet; disposing it clears up. */
export function recordingsContract(
  title: string,
  open: () => Promise<{ recordings: Recordings } & AsyncDisposable>,
): void {
  describe(title, () => {
    keeping(open)
    refusing(open)

    test('stores and reads 20 MB while it holds little of it in memory', async () => {
      await using place = await open()
      const { stream, peak } = bigAudio()
      const stored = await place.recordings.put(name, stream, wav)
      assert.equal(stored.bytes, bigPieces * pieceBytes)
      assert.ok(peak.heldBytes < 4_000_000, `held ${peak.heldBytes} bytes at once`)
      const hash = createHash('sha256')
      for await (const piece of await place.recordings.open(name)) hash.update(piece)
      assert.equal(hash.digest('hex'), stored.sha256)
    })
  })
}

function keeping(open: () => Promise<{ recordings: Recordings } & AsyncDisposable>): void {
  test('keeps a recording and describes it', async () => {
    await using place = await open()
    assert.equal(await place.recordings.find(name), undefined)
    const stored = await place.recordings.put(name, Readable.from([Buffer.from('au'), Buffer.from('dio')]), wav)
    assert.deepEqual({ ...stored, url: '' }, { name, bytes: 5, sha256: sha256('audio'), url: '' })
    assert.ok(URL.canParse(stored.url))
    assert.deepEqual(await place.recordings.find(name), stored)
    assert.equal((await buffer(await place.recordings.open(name))).toString(), 'audio')
  })

  test('keeps the first of a name, and does not read another', async () => {
    await using place = await open()
    const first = await place.recordings.put(name, audio('first'), wav)
    const second = audio('second')
    assert.deepEqual(await place.recordings.put(name, second, wav), first)
    assert.equal(second.destroyed, true)
  })

  test('keeps one of many that are stored at once, whole, and tells it to all', async () => {
    await using place = await open()
    const texts = Array.from({ length: 10 }, (_, n) => `${n}`.repeat(100_000))
    const stored = await all(10, (n) => place.recordings.put(name, audio(texts[n] ?? ''), wav))
    for (const one of stored) assert.deepEqual(one, stored[0])
    const kept = (await buffer(await place.recordings.open(name))).toString()
    assert.ok(texts.includes(kept))
    assert.equal(stored[0]?.sha256, sha256(kept))
  })

  test('forgets what is removed, whether it was there or not', async () => {
    await using place = await open()
    await place.recordings.put(name, audio('audio'), wav)
    await place.recordings.remove(name)
    await place.recordings.remove(name)
    assert.equal(await place.recordings.find(name), undefined)
    const again = await place.recordings.put(name, audio('again'), wav)
    assert.equal(again.sha256, sha256('again'))
  })
}

function refusing(open: () => Promise<{ recordings: Recordings } & AsyncDisposable>): void {
  test('stores nothing of a stream that fails, and takes the next one', async () => {
    await using place = await open()
    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(100_000)
        throw new Error('the line broke')
      })(),
    )
    await assert.rejects(place.recordings.put(name, broken, wav), /the line broke/)
    assert.equal(await place.recordings.find(name), undefined)
    assert.equal((await place.recordings.put(name, audio('whole'), wav)).sha256, sha256('whole'))
  })

  test('says that a recording is not there', async () => {
    await using place = await open()
    await assert.rejects(place.recordings.open(name), NoSuchRecording)
  })

  const bad = [
    '',
    '.',
    '..',
    '../secret',
    'a/../b',
    '/etc/passwd',
    'a//b',
    'a/',
    '.hidden',
    'a/.b',
    'a\\b',
    'a\0b',
    'é',
    'x'.repeat(300),
  ]
  test('takes no name that could lead elsewhere', async () => {
    await using place = await open()
    for (const name of bad) {
      await assert.rejects(place.recordings.put(name, audio('x'), wav), InvalidName)
      await assert.rejects(place.recordings.find(name), InvalidName)
      await assert.rejects(place.recordings.open(name), InvalidName)
      await assert.rejects(place.recordings.remove(name), InvalidName)
    }
  })
}
