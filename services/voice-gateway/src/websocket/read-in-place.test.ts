import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { describe, test } from 'node:test'
import { TLSSocket } from 'node:tls'
import { eventually } from '../testing/eventually.ts'
import { readInPlace } from './read-in-place.ts'

/** A connection as a server has it behind an upgrade, and the client's end. */
async function upgraded() {
  const server = createServer()
  const upgrade = once(server, 'upgrade')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.setNoDelay()
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  const connection = ((await upgrade) as [unknown, Socket])[1]
  return {
    ...{ client, connection },
    async [Symbol.asyncDispose]() {
      client.destroy()
      connection.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('a connection that is read in place', () => {
  test('tells all that comes, in order, in the same memory each time', async () => {
    await using at = await upgraded()
    let told = ''
    const memory = new Set<ArrayBufferLike>()
    // Where this says false, Node has changed, and every frame of audio costs more.
    assert.ok(
      readInPlace(at.connection, (bytes, length) => {
        told += bytes.toString('latin1', 0, length)
        memory.add(bytes.buffer)
      }),
    )
    at.connection.resume()
    const sent = Array.from({ length: 300 }, (_, i) => `${i} ${'x'.repeat(i * 7)};`)
    for (const part of sent) await new Promise<void>((resolve) => at.client.write(part, () => resolve()))
    await eventually(() => told.length === sent.join('').length)
    assert.equal(told, sent.join(''))
    assert.equal(memory.size, 1)
  })

  test('is held up and goes on like any other, and tells of its end', async () => {
    await using at = await upgraded()
    let told = ''
    readInPlace(at.connection, (bytes, length) => {
      told += bytes.toString('latin1', 0, length)
    })
    at.connection.resume()
    at.client.write('one')
    await eventually(() => told === 'one')
    at.connection.pause()
    at.client.end('two')
    // All of it is with the kernel then, and whoever is read is told of it in the turn that follows.
    await once(at.client, 'finish')
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(told, 'one')
    const ended = once(at.connection, 'end')
    at.connection.resume()
    await ended
    assert.equal(told, 'onetwo')
  })

  test('is none that has no memory to lend: a pipe, or a connection under TLS', () => {
    const [pipe] = duplexPair()
    assert.equal(
      readInPlace(pipe, () => {}),
      false,
    )
    const [far] = duplexPair()
    const encrypted = new TLSSocket(far)
    assert.equal(
      readInPlace(encrypted, () => {}),
      false,
    )
    encrypted.destroy()
  })
})
