import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { test } from 'node:test'
import { startBalancer } from './balancer.ts'

/** A gateway that says its name, what it was posted, and to sockets their own words again. */
async function gateway(name: string, isReady = true) {
  const looked = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    if (request.url === '/readyz') {
      response.writeHead(isReady ? 200 : 503).end()
      return looked.resolve()
    }
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => response.end(`${name} ${request.method} ${request.url} ${Buffer.concat(pieces)}`))
  })
  server.on('upgrade', (_request, socket) => {
    socket.on('error', () => {})
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n${name}`)
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    lookedAt: looked.promise,
    becomeReady() {
      isReady = true
    },
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      if (server.listening) await new Promise((done) => server.close(done))
    },
  }
}

test('requests go to one gateway after the other, whole, and past one that is not ready or gone', async () => {
  await using balancer = await startBalancer({ port: 0, waitsMs: 150 })
  await using first = await gateway('first')
  await using second = await gateway('second')
  await using leaving = await gateway('leaving', false)
  balancer.targets = [first.target, second.target, leaving.target]
  const ask = async () => (await fetch(`${balancer.url}/a?b`, { method: 'POST', body: 'hello' })).text()
  const answers = [await ask(), await ask(), await ask()]
  assert.deepEqual(answers.toSorted(), ['first POST /a?b hello', 'first POST /a?b hello', 'second POST /a?b hello'])
  await first[Symbol.asyncDispose]()
  for (let i = 0; i < 3; i++) assert.equal(await ask(), 'second POST /a?b hello')
  balancer.targets = [leaving.target]
  assert.equal((await fetch(balancer.url)).status, 503)
})

test('who asks while nobody is ready waits for the one that is next', async () => {
  await using balancer = await startBalancer({ port: 0 })
  await using busy = await gateway('busy', false)
  balancer.targets = [busy.target]
  const asked = fetch(balancer.url)
  // Somebody has looked, in vain.
  await busy.lookedAt
  busy.becomeReady()
  assert.equal(await (await asked).text(), 'busy GET / ')
})

test('a socket stays with its gateway, and ends with it', async () => {
  await using balancer = await startBalancer({ port: 0 })
  await using only = await gateway('only')
  balancer.targets = [only.target]
  const socket = connect(balancer.port, '127.0.0.1')
  socket.write('GET /voice/stream HTTP/1.1\r\nhost: x\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n')
  let heard = ''
  for await (const piece of socket) {
    heard += piece
    if (heard.endsWith('only')) socket.write('mm-hm')
    if (!heard.endsWith('mm-hm')) continue
    assert.match(heard, /^HTTP\/1\.1 101 [\s\S]*onlymm-hm$/)
    break
  }
  assert.match(heard, /onlymm-hm$/)
})
