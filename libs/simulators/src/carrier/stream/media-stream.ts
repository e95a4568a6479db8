import { FRAME_MS } from '@frontdesk/audio/mulaw'
import type { WebSocket } from 'ws'
import { newSid } from '../rows.ts'
import type { Stage } from '../stage.ts'
import type { StreamNoun } from '../twiml/verbs.ts'
import { parseFromServer, StreamWriter } from './messages.ts'
import { addressFault, openingCode, openSocket, type StreamErrorCode } from './open-socket.ts'
import { Playout } from './playout.ts'
import type { StreamTrouble } from './stream-trouble.ts'

export interface StreamEnd {
  readonly streamSid: string
  readonly error?: { readonly code: StreamErrorCode; readonly message: string }
}

/** Ten seconds of the caller's audio that the server has not read; what comes then is dropped (31930). */
const MOST_UNREAD_BYTES = 165_000
const CLOSING_GRACE_MS = 2_000

/**
 * One `<Connect><Stream>`, from opening the socket to its end. It ends when the server closes the socket, when the socket
 * dies, or when the stage's signal says so: then the server gets `stop` and Twilio's side closes.
 */
export class MediaStream {
  readonly #stage: Stage
  readonly #noun: StreamNoun
  readonly #sid = newSid('MZ')
  readonly #trouble: StreamTrouble | undefined
  readonly #writer: StreamWriter
  readonly #playout = new Playout()
  readonly #warned = new Set<number>()
  #sentMs = 0

  constructor(stage: Stage, noun: StreamNoun) {
    this.#stage = stage
    this.#noun = noun
    this.#trouble = stage.network.streamTrouble.take('stream')
    const { accountSid } = stage.network
    this.#writer = new StreamWriter({ accountSid, callSid: stage.callSid, streamSid: this.#sid })
  }

  /** @throws the stage's reason when that ends the stream */
  async run(): Promise<StreamEnd> {
    const fault = addressFault(this.#noun.url)
    if (fault) return this.#failed(fault)
    const socket = openSocket(this.#noun.url, this.#stage.network.authToken, this.#trouble)
    const life = this.#follow(socket)
    const { signal } = this.#stage
    const stop = () => this.#stop(socket)
    signal.addEventListener('abort', stop, { once: true })
    try {
      const error = await life
      signal.throwIfAborted()
      if (error) return this.#failed(error)
      this.#tell('stream-stopped')
      return { streamSid: this.#sid }
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  /** Resolves when the socket is closed or the stage is over, with what was wrong if something was. */
  #follow(socket: WebSocket): Promise<StreamEnd['error']> {
    const { promise, resolve } = Promise.withResolvers<StreamEnd['error']>()
    const flow = new DisposableStack()
    let wasOpen = false
    socket.on('open', () => {
      wasOpen = true
      this.#begin(socket, flow)
    })
    socket.on('message', (data: Buffer, isBinary) => this.#receive(socket, data, isBinary))
    socket.on('error', (error) => {
      resolve({ code: wasOpen ? 31924 : openingCode(error), message: error.message })
    })
    socket.on('close', (code) => resolve(closingError(code)))
    this.#stage.signal.addEventListener('abort', () => resolve(undefined), { once: true })
    return promise.finally(() => flow.dispose())
  }

  #begin(socket: WebSocket, flow: DisposableStack): void {
    const { leg, digits } = this.#stage
    socket.send(this.#writer.connected())
    socket.send(this.#writer.start(this.#noun.parameters))
    flow.use(leg.hears(() => this.#play(socket)))
    flow.use(leg.tap((said) => this.#sendMedia(socket, said)))
    flow.use(digits.listen((digit) => socket.send(this.#writer.dtmf(digit))))
    this.#tell('stream-started')
  }

  #play(socket: WebSocket): Uint8Array | undefined {
    const { frame, marks } = this.#playout.pull()
    this.#echo(socket, marks)
    return frame
  }

  #sendMedia(socket: WebSocket, said: Uint8Array): void {
    const atMs = this.#sentMs
    this.#sentMs += FRAME_MS
    const { resetAfterMs, stopsReadingAfterMs, gaps } = this.#trouble ?? {}
    if (stopsReadingAfterMs !== undefined && atMs >= stopsReadingAfterMs && !socket.isPaused) socket.pause()
    if (resetAfterMs !== undefined && atMs >= resetAfterMs) socket.terminate()
    if (gaps?.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)) return
    if (socket.bufferedAmount > MOST_UNREAD_BYTES) {
      this.#warnOnce(31930, 'the server reads too slowly; the caller’s audio is dropped')
    } else socket.send(this.#writer.media(atMs, said))
  }

  #receive(socket: WebSocket, data: Buffer, isBinary: boolean): void {
    if (this.#stage.signal.aborted) return
    const message = parseFromServer(data, isBinary, this.#sid)
    if ('code' in message) this.#stage.network.warn(this.#stage.callSid, message.code, message.message)
    else if (message.event === 'mark') this.#echo(socket, this.#playout.mark(message.name))
    else if (message.event === 'clear') {
      this.#stage.network.cleared({
        callSid: this.#stage.callSid,
        atMs: performance.now(),
        heardMs: this.#playout.heardMs,
      })
      this.#echo(socket, this.#playout.clear())
    } else if (this.#playout.append(message.audio) > 0) this.#warnOnce(31931, 'more than ten minutes are buffered')
  }

  #echo(socket: WebSocket, marks: readonly string[]): void {
    for (const name of marks) socket.send(this.#writer.mark(name))
  }

  #stop(socket: WebSocket): void {
    if (socket.readyState !== socket.OPEN || this.#stage.network.closing.aborted) {
      socket.terminate()
      return
    }
    socket.send(this.#writer.stop())
    socket.close()
    const { closing } = this.#stage.network
    const terminate = () => socket.terminate()
    const timer = setTimeout(terminate, CLOSING_GRACE_MS)
    closing.addEventListener('abort', terminate, { once: true })
    socket.once('close', () => {
      clearTimeout(timer)
      closing.removeEventListener('abort', terminate)
    })
    this.#tell('stream-stopped')
  }

  #failed(error: NonNullable<StreamEnd['error']>): StreamEnd {
    this.#stage.network.warn(this.#stage.callSid, error.code, error.message)
    this.#tell('stream-error', error.message)
    return { streamSid: this.#sid, error }
  }

  #warnOnce(code: number, message: string): void {
    if (this.#warned.has(code)) return
    this.#warned.add(code)
    this.#stage.network.warn(this.#stage.callSid, code, message)
  }

  #tell(event: string, error?: string): void {
    const { statusCallback, name } = this.#noun
    if (!statusCallback) return
    const { network, callSid } = this.#stage
    const params = {
      AccountSid: network.accountSid,
      CallSid: callSid,
      StreamSid: this.#sid,
      StreamName: name ?? this.#sid,
      StreamEvent: event,
      ...(error === undefined ? {} : { StreamError: error }),
      Timestamp: new Date().toISOString(),
    }
    network.webhooks.tell({ kind: 'stream', ...this.#stage.resolve(statusCallback), params })
  }
}

/** 1000 and a close without a code are how a server ends a stream; 1006 is a socket that died. */
function closingError(code: number): StreamEnd['error'] {
  if (code === 1000 || code === 1005) return undefined
  if (code === 1006) return { code: 31903, message: 'the socket died' }
  return { code: 31921, message: `the server closed the socket with code ${code}` }
}
