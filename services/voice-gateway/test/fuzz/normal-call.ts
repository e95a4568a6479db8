import assert from 'node:assert/strict'
import { once } from 'node:events'
import { eventually } from '../../src/testing/eventually.ts'
import { incoming, startMessage, tokenIn } from '../../src/testing/gateway-under-test.ts'
import { type FuzzedHouse, honestCaller } from './house.ts'

const frameMs = 20
const frameBytes = 160

/** A frame that holds its own number, and is loud. */
function frame(number: number): string {
  const audio = Buffer.alloc(frameBytes, Buffer.from([0x00, 0x80]))
  audio.writeUInt32BE(number)
  return audio.toString('base64')
}

/** A call like any other beside all that: its caller speaks without a pause, its agent says one thing, and nothing of it is lost. */
export async function normalCall(house: FuzzedHouse) {
  const callSid = 'CA00000000000000000000000000000000'
  const { text } = await house.post('/voice/incoming', { ...incoming, CallSid: callSid, From: honestCaller })
  const socket = house.openStream()
  await once(socket, 'open')
  const heardBytes = new Map<number, number>()
  let said = 0x40
  socket.on('message', (data) => {
    const message = JSON.parse(String(data))
    if (message.event === 'media') {
      for (const byte of Buffer.from(message.media.payload, 'base64'))
        heardBytes.set(byte, (heardBytes.get(byte) ?? 0) + 1)
    }
    if (message.event === 'mark') socket.send(JSON.stringify({ event: 'mark', mark: message.mark, streamSid: 'MZ1' }))
  })
  socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
  socket.send(startMessage(tokenIn(text), callSid))
  let sent = 0
  const beganMs = performance.now()
  const timer = setInterval(() => {
    while (sent * frameMs < performance.now() - beganMs) {
      const media = { track: 'inbound', chunk: `${sent + 1}`, timestamp: `${sent * frameMs}`, payload: frame(sent) }
      socket.send(JSON.stringify({ event: 'media', sequenceNumber: `${sent + 2}`, media, streamSid: 'MZ1' }))
      sent++
    }
  }, frameMs)

  return {
    /** The agent says so many milliseconds; resolves when the caller has been sent them all. */
    async agentSays(ms: number): Promise<void> {
      const voice = said++
      house.vendor.say(Buffer.alloc(ms * 8, voice).toString('base64'))
      await eventually(() => (heardBytes.get(voice) ?? 0) >= ms * 8, ms + 20_000)
      assert.equal(heardBytes.get(voice), ms * 8)
    },
    /** Resolves when the model has heard all that was said, each frame once and in order. @throws when it has not */
    async arrived(): Promise<number> {
      clearInterval(timer)
      const all = Array.from({ length: sent }, (_, n) => n)
      await eventually(() => numbersIn(house.vendor.heard).length >= sent, 20_000)
      assert.deepEqual(numbersIn(house.vendor.heard), all)
      return sent
    },
    async hangUp(): Promise<void> {
      socket.send(JSON.stringify({ event: 'stop', sequenceNumber: '9', stop: { callSid }, streamSid: 'MZ1' }))
      const closed = once(socket, 'close')
      await house.post('/voice/status', { CallSid: callSid, CallStatus: 'completed' })
      await closed
    },
    stop: () => clearInterval(timer),
  }
}

/** The numbers of the caller's frames in what a model heard, however they were put together; silence has none. */
function numbersIn(heard: readonly string[]): readonly number[] {
  const audio = Buffer.concat(heard.map((each) => Buffer.from(each, 'base64')))
  const numbers: number[] = []
  for (let at = 0; at + frameBytes <= audio.length; at += frameBytes) {
    if (audio[at + 4] === 0x00) numbers.push(audio.readUInt32BE(at))
  }
  return numbers
}
