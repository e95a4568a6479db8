import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { callIdOf } from './call-id.ts'
import type { MessageFault } from './carrier/twilio/messages.ts'
import type { SignatureCheck } from './carrier/twilio/signature.ts'
import { type StreamStart, TwilioLeg } from './carrier/twilio/twilio-leg.ts'
import { streamBegan } from './connect.ts'
import type { Desk } from './desk.ts'
import type { HeldCall } from './held-call.ts'
import { takeUp } from './hold.ts'
import { type Ticker, ticker } from './ticker.ts'

/** A frame of audio is 250 bytes; nothing that the carrier sends is near this. */
const maxMessageBytes = 64 * 1024
const path = '/voice/stream'
/** How often the callers' audio is looked after; silence that stands in for it comes in pieces of this length. */
const tickMs = 100

/** Takes the carrier's media sockets: signed at the upgrade, let in by the call's token, compressed never. */
export function serveStreams(server: Server, desk: Desk, signatures: SignatureCheck): Disposable {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false })
  const shared = ticker(desk.clock, tickMs)
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Whoever leaves during the handshake is no fault of ours.
    socket.on('error', () => {})
    const refusal = refusalOf(request, desk, signatures)
    if (refusal !== undefined) return refuse(desk, socket, refusal)
    sockets.handleUpgrade(request, socket, head, (accepted) =>
      desk.tasks.start('a media stream could not be served', () => serve(desk, shared, accepted, socket)),
    )
  }
  server.on('upgrade', onUpgrade)
  return {
    [Symbol.dispose]() {
      server.off('upgrade', onUpgrade)
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}

function refusalOf(request: IncomingMessage, desk: Desk, signatures: SignatureCheck): string | undefined {
  if (request.url !== path) return '404 Not Found'
  const signature = request.headers['x-twilio-signature']
  if (typeof signature !== 'string' || !signatures.upgrade(signature)) return '403 Forbidden'
  return desk.draining.aborted ? '503 Service Unavailable' : undefined
}

function refuse(desk: Desk, socket: Duplex, refusal: string): void {
  desk.count(refusal.startsWith('403') ? 'signature-refused' : 'stream-refused')
  desk.log.warn('a media socket was refused', { refusal })
  // An upgrade is out of the server's own timeouts: who was refused does not get to keep the connection.
  socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}

async function serve(desk: Desk, shared: Ticker, socket: WebSocket, connection: Duplex): Promise<void> {
  const { clock, count } = desk
  const leg = new TwilioLeg(socket, { clock, count, connection, ticker: shared, onFault: faultsTold(desk) })
  const start = await leg.started
  if (start === undefined) return desk.count('stream-refused')
  const call = await callOf(desk, start).catch((error: unknown) => {
    desk.log.error('a media stream could not be let in', { error })
    return undefined
  })
  if (call === undefined) {
    desk.count('stream-refused')
    desk.log.warn('a media stream without a valid token was refused')
    leg.close()
    return
  }
  streamBegan(desk, call)
  await call.talk(leg)
}

/** The call that the stream's token lets it into. It is held where its stream is, whichever instance answered the webhook. */
async function callOf(desk: Desk, { callSid, token }: StreamStart): Promise<HeldCall | undefined> {
  const pass = desk.tokens.passOf(callSid, token)
  const callId = callIdOf(callSid)
  if (pass === undefined || !(await desk.records.calls.redeem(callId, pass))) return undefined
  return takeUp(desk, callId)
}

/** Counts every fault; logs each kind once a stream. */
function faultsTold(desk: Desk): (fault: MessageFault) => void {
  const told = new Set<string>()
  return (fault) => {
    desk.count('bad-carrier-message')
    if (told.has(fault.kind)) return
    told.add(fault.kind)
    desk.log.warn('a message of the media stream is not what the carrier documents', { ...fault })
  }
}
