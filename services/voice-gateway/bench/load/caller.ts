import { once } from 'node:events'
import twilio from 'twilio'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { Served } from '../messages.ts'
import type { Tallies } from './model.ts'
import { frameMs } from './stamps.ts'

const fromServer = z.object({ event: z.string(), mark: z.object({ name: z.string() }).optional() })

/** A call at the carrier's side of the wire: 50 frames a second, and what comes is played in real time and its marks echoed. */
export class CallerSide {
  readonly #socket: WebSocket
  readonly #streamSid: string
  readonly #tallies: Tallies
  readonly #firstMs: number
  #frames = 0
  #messages = 1
  #playedUntilMs = 0
  #marks: { readonly name: string; readonly atMs: number }[] = []
  /** The objection that is being made. */
  #loud = { frames: 0, sent: 0, meantAt: 0, meantAtMs: Number.NaN }
  /** The first `clear` since the voice was raised: when it came, and how long behind the frame with which it was meant. */
  cleared: { readonly atMs: number; readonly behindMeantMs: number } | undefined

  constructor(socket: WebSocket, streamSid: string, phaseMs: number, tallies: Tallies) {
    this.#socket = socket
    this.#streamSid = streamSid
    this.#firstMs = performance.now() + phaseMs
    this.#tallies = tallies
    socket.on('message', (data: Buffer) => this.#onMessage(data.toString('latin1')))
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** Sends what is due, called every millisecond or so. @returns how many frames were sent */
  tick(nowMs: number): number {
    if (!this.isOpen) return 0
    for (let first = this.#marks[0]; first !== undefined && first.atMs <= nowMs; first = this.#marks[0]) {
      this.#marks.shift()
      this.#send(
        `{"event":"mark","sequenceNumber":"${++this.#messages}","streamSid":"${this.#streamSid}","mark":{"name":"${first.name}"}}`,
      )
    }
    let sent = 0
    for (; nowMs - this.#firstMs >= this.#frames * frameMs; sent++) this.#sendFrame()
    return sent
  }

  /** The next frames are as loud as speech; with the last of `meantAt` of them nobody takes it for a cough. */
  raiseVoice(frames: number, meantAt: number): void {
    this.#loud = { frames, sent: 0, meantAt, meantAtMs: Number.NaN }
    this.cleared = undefined
  }

  hangUp(): void {
    if (!this.isOpen) return
    this.#send(
      `{"event":"stop","sequenceNumber":"${++this.#messages}","stop":{"accountSid":"AC1","callSid":"CA1"},"streamSid":"${this.#streamSid}"}`,
    )
    this.#socket.close()
  }

  #sendFrame(): void {
    const isLoud = this.#loud.sent < this.#loud.frames
    const payload = this.#tallies.fromCaller.next(isLoud).toString('base64')
    if (isLoud && ++this.#loud.sent === this.#loud.meantAt) this.#loud.meantAtMs = performance.now()
    const media = `{"track":"inbound","chunk":"${this.#frames + 1}","timestamp":"${this.#frames * frameMs}","payload":"${payload}"}`
    this.#frames++
    this.#send(
      `{"event":"media","sequenceNumber":"${++this.#messages}","media":${media},"streamSid":"${this.#streamSid}"}`,
    )
  }

  #send(text: string): void {
    this.#socket.send(text)
  }

  #onMessage(text: string): void {
    const nowMs = performance.now()
    if (text.startsWith('{"event":"media"')) {
      const at = text.indexOf('"payload":"') + 11
      const audio = Buffer.from(text.slice(at, text.indexOf('"', at)), 'base64')
      this.#tallies.toCaller.take(audio)
      this.#playedUntilMs = Math.max(this.#playedUntilMs, nowMs) + audio.length / 8
      return
    }
    const message = fromServer.parse(JSON.parse(text))
    if (message.event === 'mark') this.#marks.push({ name: message.mark?.name ?? '', atMs: this.#playedUntilMs })
    if (message.event !== 'clear') return
    this.cleared ??= { atMs: nowMs, behindMeantMs: nowMs - this.#loud.meantAtMs }
    this.#playedUntilMs = nowMs
    this.#marks = this.#marks.map(({ name }) => ({ name, atMs: nowMs }))
  }
}

export type Target = Pick<Served, 'url' | 'authToken' | 'number'>

/** A signed webhook of the carrier about a call. */
export function post(target: Target, path: string, callSid: string, CallStatus: string): Promise<Response> {
  const url = `${target.url}${path}`
  const parameters = { CallSid: callSid, From: '+447700900123', To: target.number, CallStatus, Direction: 'inbound' }
  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams(parameters).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(target.authToken, url, parameters),
    },
  })
}

/** Rings, and opens the stream that the answer asks for, signed as the carrier signs. */
export async function ring(target: Target, callSid: string): Promise<WebSocket> {
  const answer = await post(target, '/voice/incoming', callSid, 'ringing')
  const twiml = await answer.text()
  const token = /name="token" value="([^"]+)"/.exec(twiml)?.[1]
  if (token === undefined) throw new Error(`the call was answered with ${answer.status}: ${twiml.slice(0, 300)}`)
  const stream = `${target.url.replace(/^http/, 'ws')}/voice/stream`
  const signature = twilio.getExpectedTwilioSignature(target.authToken, stream, {})
  const socket = new WebSocket(stream, {
    ...{ perMessageDeflate: false, skipUTF8Validation: true, headers: { 'x-twilio-signature': signature } },
    // The load must be light; this is a wire of one machine.
    generateMask: () => {},
  })
  await once(socket, 'open')
  const streamSid = callSid.replace(/^CA/, 'MZ')
  const format = '"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1}'
  const start = `{"accountSid":"AC1","streamSid":"${streamSid}","callSid":"${callSid}","tracks":["inbound"],${format},"customParameters":{"token":"${token}"}}`
  socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
  socket.send(`{"event":"start","sequenceNumber":"1","start":${start},"streamSid":"${streamSid}"}`)
  return socket
}
