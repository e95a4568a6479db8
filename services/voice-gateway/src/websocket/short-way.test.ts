import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, IncomingMessage } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, Socket } from 'node:net'
import { type Duplex, duplexPair } from 'node:stream'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { clientFrame, clientPing, serverFrames, serverPing } from './frames.ts'
import { type MessageReader, takeShortWay } from './short-way.ts'

/** A server's socket at one end of a pipe, all that it was told in order, and the client's bare end. */
function served([client, connection]: readonly [Duplex, Duplex] = duplexPair()) {
  const request = new IncomingMessage(new Socket())
  request.method = 'GET'
  const key = Buffer.alloc(16).toString('base64')
  Object.assign(request.headers, { upgrade: 'websocket', 'sec-websocket-key': key, 'sec-websocket-version': '13' })
  client.resume().once('end', () => client.end())
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const told: string[] = []
  const { promise: closed, resolve } = Promise.withResolvers<number>()
  let short = 0
  server.handleUpgrade(request, connection, Buffer.alloc(0), (socket: WebSocket) => {
    socket.on('message', (data: RawData, isBinary) => told.push(`${isBinary ? 'binary' : 'text'} ${String(data)}`))
    for (const control of ['ping', 'pong'] as const) socket.on(control, () => told.push(control))
    socket.on('error', () => told.push('error'))
    socket.on('close', (code) => resolve(code))
    const onText: MessageReader['onText'] = (chunk, from, to) => {
      short++
      told.push(`text ${chunk.toString('latin1', from, to)}`)
    }
    const onPong = () => {
      short++
      told.push('pong')
    }
    takeShortWay({ socket, connection, peer: 'client', reader: { onText, onPong } })
  })
  return { client, told, closed, taken: () => short }
}

/** Both ends of a connection over TCP: the client's, and that of the server which it has reached. */
async function tcp() {
  const server = createTcpServer()
  const accepted = once(server, 'connection') as Promise<[Socket]>
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay()
  const [connection] = await accepted
  return {
    ends: [client, connection] as const,
    async [Symbol.asyncDispose]() {
      client.destroy()
      connection.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A client's socket, all that it was told in order, and the bare connection of the server that it has reached. */
async function connected() {
  const server = createServer()
  const upgraded = once(server, 'upgrade') as Promise<[IncomingMessage, Socket, Buffer]>
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { perMessageDeflate: false })
  const told: string[] = []
  let short = 0
  socket.once('upgrade', ({ socket: connection }) =>
    socket.once('open', () => {
      const onText: MessageReader['onText'] = (chunk, from, to) => {
        short++
        told.push(`text ${chunk.toString('latin1', from, to)}`)
      }
      const onPong = () => {
        short++
        told.push('pong')
      }
      takeShortWay({ socket, connection, peer: 'server', reader: { onText, onPong } })
    }),
  )
  socket.on('message', (data: RawData, isBinary) => told.push(`${isBinary ? 'binary' : 'text'} ${String(data)}`))
  for (const control of ['ping', 'pong'] as const) socket.on(control, () => told.push(control))
  socket.on('error', () => told.push('error'))
  const [request, far] = await upgraded
  const accept = createHash('sha1').update(
    `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`,
  )
  const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
  far
    .setNoDelay()
    .resume()
    .on('error', () => far.destroy())
  far.write(`${head}Sec-WebSocket-Accept: ${accept.digest('base64')}\r\n\r\n`)
  await once(socket, 'open')
  return {
    ...{ far, told, taken: () => short },
    async [Symbol.asyncDispose]() {
      socket.terminate()
      far.destroy()
      server.close()
      await once(server, 'close')
    },
    async close() {
      const closed = once(socket, 'close')
      far.end(unmasked({ opcode: 8, fin: true, payload: '' }))
      await closed
    },
  }
}

interface Frame {
  readonly opcode: number
  readonly fin: boolean
  readonly payload: string
}

const none = Buffer.alloc(0)
const clientText = (text: string) =>
  clientFrame(none, { bytes: Buffer.from(`..${text}.`), from: 2, to: 2 + text.length }, none)

const serverTexts = (text: string, next = '') =>
  serverFrames(none, { bytes: Buffer.from(`..${text}.`), from: 2, to: 2 + text.length }, none, next)

const maskKey = Buffer.from([0x37, 0xfa, 0x21, 0x3d])

function headOf({ opcode, fin }: Frame, length: number): Buffer {
  const head = Buffer.alloc(length > 0xffff ? 10 : length > 125 ? 4 : 2)
  head[0] = (fin ? 0x80 : 0) | opcode
  head[1] = length > 0xffff ? 127 : length > 125 ? 126 : length
  if (length > 0xffff) head.writeBigUInt64BE(BigInt(length), 2)
  else if (length > 125) head.writeUInt16BE(length, 2)
  return head
}

function masked(frame: Frame): Buffer {
  const bytes = Buffer.from(frame.payload)
  const head = headOf(frame, bytes.length)
  head[1] = 0x80 | (head[1] as number)
  return Buffer.concat([head, maskKey, bytes.map((byte, i) => byte ^ (maskKey[i % 4] as number))])
}

function unmasked(frame: Frame): Buffer {
  const bytes = Buffer.from(frame.payload)
  return Buffer.concat([headOf(frame, bytes.length), bytes])
}

/** A message as a client may send it, with what a server is to be told of it. */
const message = fc.oneof(
  ...[
    {
      weight: 6,
      arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 400 }).map((text) => whole(1, text, `text ${text}`)),
    },
    {
      weight: 1,
      arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => whole(1, text, `text ${text}`)),
    },
    {
      weight: 1,
      arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map((text) => whole(2, text, `binary ${text}`)),
    },
    { weight: 1, arbitrary: fc.constant(whole(9, 'x', 'ping')) },
    { weight: 2, arbitrary: fc.constantFrom(whole(10, '', 'pong'), whole(10, 'x', 'pong')) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.string({ unit: 'grapheme-ascii' }), fc.string({ unit: 'grapheme-ascii' }))
        .map(([a, b]) => ({
          frames: [
            { opcode: 1, fin: false, payload: a },
            { opcode: 0, fin: true, payload: b },
          ],
          told: `text ${a}${b}`,
        })),
    },
    { weight: 1, arbitrary: fc.constant(whole(1, 'y'.repeat(70_000), `text ${'y'.repeat(70_000)}`)) },
  ],
)

function whole(opcode: number, payload: string, told: string) {
  return { frames: [{ opcode, fin: true, payload }], told }
}

function inChunks(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b)
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length)).filter((chunk) => chunk.length > 0)
}

const send = (client: Duplex, chunk: Buffer) => new Promise<void>((resolve) => client.write(chunk, () => resolve()))

/** `convey` sends the chunks, ends the connection, and answers with what the other end was told. */
const tellsAsSent = (
  numRuns: number,
  framed: (frame: Frame) => Buffer,
  convey: (chunks: readonly Buffer[]) => Promise<readonly string[]>,
) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(200_000), { maxLength: 6 }),
      async (messages, cuts) => {
        const bytes = Buffer.concat(messages.flatMap(({ frames }) => frames.map(framed)))
        assert.deepEqual(
          await convey(inChunks(bytes, cuts)),
          messages.map((each) => each.told),
        )
      },
    ),
    { numRuns },
  )

async function conveyed({ client, told, closed }: ReturnType<typeof served>, chunks: readonly Buffer[]) {
  for (const chunk of chunks) await send(client, Buffer.from(chunk))
  await send(client, masked({ opcode: 8, fin: true, payload: '' }))
  await closed
  return told
}

describe('the short way', () => {
  test('tells every message as it was sent, in order, however it is framed and cut', () =>
    tellsAsSent(400, masked, (chunks) => conveyed(served(), chunks)))

  test('does so over a connection that is read in place', () =>
    tellsAsSent(100, masked, async (chunks) => {
      await using at = await tcp()
      return await conveyed(served(at.ends), chunks)
    }))

  test('tells a client what its server says in the same way', () =>
    tellsAsSent(100, unmasked, async (chunks) => {
      await using at = await connected()
      for (const chunk of chunks) await send(at.far, chunk)
      await at.close()
      return at.told
    }))

  test('of a server is taken by whole messages of ASCII, and by nothing that is masked', async () => {
    await using at = await connected()
    await send(at.far, Buffer.concat([serverTexts('one', 'x'.repeat(300)), clientText('masked')]))
    while (at.told.length < 3) await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual([at.told, at.taken()], [['text one', `text ${'x'.repeat(300)}`, 'error'], 2])
  })

  test('is taken by whole messages of ASCII, and by the answer to a ping of ours', async () => {
    const { client, told, taken } = served()
    const pong = masked({ opcode: 10, fin: true, payload: '' })
    await send(client, Buffer.concat([clientText('one'), pong, clientText('x'.repeat(300))]))
    assert.deepEqual([told, taken()], [['text one', 'pong', `text ${'x'.repeat(300)}`], 3])
  })

  test('ends where the protocol is broken: nothing more is told', async () => {
    const { client, told } = served()
    const unmasked = serverTexts('not masked')
    await send(client, Buffer.concat([clientText('one'), unmasked]))
    await send(client, clientText('two'))
    assert.deepEqual(told, ['text one', 'error'])
    client.destroy()
  })

  test('ends with the socket: what comes behind the close frame is not told', async () => {
    const { client, told, closed } = served()
    await send(client, masked({ opcode: 8, fin: true, payload: '' }))
    await send(client, clientText('late'))
    assert.equal(await closed, 1005)
    assert.ok(!told.includes('text late'))
  })
})

describe('a frame', () => {
  test('that asks for a sign of life is one that the library answers', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    const reached = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    client.once('upgrade', ({ socket }) => client.once('open', () => socket.write(clientPing())))
    const [socket, { socket: connection }] = await reached
    await once(socket, 'ping')
    const answered = once(socket, 'pong')
    connection.write(serverPing)
    await answered
    client.close()
    await once(socket, 'close')
    server.close()
    await once(server, 'close')
  })

  test('of a client is the text under a mask', () => {
    for (const length of [0, 1, 125, 126, 1_000, 65_535]) {
      const text = 'abc'.repeat(length).slice(0, length)
      const frame = clientText(text)
      const header = length > 125 ? 8 : 6
      const key = frame.subarray(header - 4, header)
      const bytes = frame.subarray(header).map((byte, i) => byte ^ (key[i % 4] as number))
      assert.equal(Buffer.from(bytes).toString(), text)
    }
    assert.throws(() => clientText('x'.repeat(65_536)), RangeError)
  })

  test('of a client is made of its parts', () => {
    for (const before of ['', 'a', 'ab', 'abc', 'abcd', 'abcde']) {
      for (const digits of ['', '2', '23', '234', '2345', '23456', '2345678', '23456789']) {
        const audio = { bytes: Buffer.from(`01${digits}x`), from: 2, to: 2 + digits.length }
        const parts = clientFrame(Buffer.from(before), audio, Buffer.from('de'))
        const text = `${before}${digits}de`
        const key = parts.subarray(2, 6)
        const bytes = parts.subarray(6).map((byte, i) => byte ^ (key[i % 4] as number))
        assert.deepEqual([parts[0], parts[1], Buffer.from(bytes).toString()], [0x81, 0x80 | text.length, text])
      }
    }
  })

  test('is not touched by those that are made after it', () => {
    const made = Array.from({ length: 2_000 }, (_, i) => ({ i, frame: serverTexts(`${i}`, 'x'.repeat(200)) }))
    for (const { i, frame } of made) assert.equal(frame.subarray(2, 2 + `${i}`.length).toString(), `${i}`)
  })

  test('of a server is the text as it is, another behind it', () => {
    assert.deepEqual(serverTexts('ab', 'c'), Buffer.from([0x81, 2, 0x61, 0x62, 0x81, 1, 0x63]))
    assert.deepEqual(serverTexts('ab'), Buffer.from([0x81, 2, 0x61, 0x62]))
    const parts = serverFrames(Buffer.from('a'), { bytes: Buffer.from('0b2'), from: 1, to: 2 }, Buffer.from('c'), '')
    assert.deepEqual(parts, Buffer.from([0x81, 3, 0x61, 0x62, 0x63]))
    assert.throws(() => serverTexts('x'.repeat(65_536)), RangeError)
  })
})
