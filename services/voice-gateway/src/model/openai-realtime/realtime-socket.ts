import type { Clock } from '@frontdesk/process/clock'
import { type RawData, WebSocket } from 'ws'

/** Why a socket is gone, when we did not close it. `status`: the upgrade was answered with it, and with `body`. */
export type SocketEnd =
  | { readonly why: 'refused'; readonly status: number; readonly body: string }
  | { readonly why: 'closed'; readonly code: number }
  | { readonly why: 'unreachable' | 'silent' | 'too-late' }

export interface SocketLimits {
  /** The socket must be confirmed (see `confirm`) by then. */
  readonly connectWithinMs: number
  readonly pingEveryMs: number
  /** Nothing arrived for this long, not even the answer to a ping: half open, or the other side no longer reads. */
  readonly silentAfterMs: number
  /** Bytes that the socket may hold unsent before audio waits with us, where it can still be dropped. */
  readonly unsentBytes: number
  /** Audio messages that wait with us; beyond it the oldest is dropped (I6). */
  readonly waitingMessages: number
}

export const defaultLimits: SocketLimits = {
  connectWithinMs: 5_000,
  pingEveryMs: 3_000,
  silentAfterMs: 9_000,
  unsentBytes: 64 * 1024,
  waitingMessages: 400,
}

export interface RealtimeSocketOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  readonly limits: SocketLimits
  readonly onText: (text: string) => void
  /** Once, unless we closed the socket. */
  readonly onEnd: (end: SocketEnd) => void
}

const maxMessageBytes = 16 * 1024 * 1024
const maxBodyBytes = 8 * 1024
const closeWithinMs = 1_000

/** A socket to the model's vendor that does not block, does not grow, and notices when nobody is there any more. */
export class RealtimeSocket {
  readonly #options: RealtimeSocketOptions
  readonly #socket: WebSocket
  readonly #connecting: Disposable
  #ping: Disposable
  #waiting: string[] = []
  #dropped = 0
  #lastHeardMs: number
  #over = false

  constructor(options: RealtimeSocketOptions) {
    this.#options = options
    const { clock, limits } = options
    this.#socket = new WebSocket(options.url, {
      headers: options.headers,
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
      followRedirects: false,
    })
    this.#lastHeardMs = clock.monotonicMs()
    this.#connecting = clock.after(limits.connectWithinMs, () => this.#end({ why: 'too-late' }))
    this.#ping = clock.after(limits.pingEveryMs, () => this.#checkPulse())
    this.#socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary))
    this.#socket.on('pong', () => this.#heard())
    this.#socket.on('unexpected-response', (_, answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (text: string) => {
        body = (body + text).slice(0, maxBodyBytes)
      })
      const refused = () => this.#end({ why: 'refused', status: answer.statusCode ?? 0, body })
      answer.once('end', refused).once('error', refused).once('close', refused)
    })
    this.#socket.on('error', () => this.#end({ why: 'unreachable' }))
    this.#socket.on('close', (code) => this.#end({ why: 'closed', code }))
  }

  /** The other side is who we think and ready: from now on only its silence ends the socket. */
  confirm(): void {
    this.#connecting[Symbol.dispose]()
  }

  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text)
  }

  /** Audio is dropped, oldest first, where the other side does not take it. */
  sendAudio(text: string): void {
    this.#waiting.push(text)
    if (this.#waiting.length > this.#options.limits.waitingMessages) {
      this.#waiting.shift()
      this.#dropped++
    }
    if (this.#socket.readyState !== WebSocket.OPEN) return
    while (this.#waiting.length > 0 && this.#socket.bufferedAmount < this.#options.limits.unsentBytes) {
      this.#socket.send(this.#waiting.shift() ?? '')
    }
  }

  get droppedAudio(): number {
    return this.#dropped
  }

  /** Closes the socket without an `onEnd`. */
  close(): void {
    if (this.#over) return
    this.#letGo()
    this.#socket.close(1000)
    const force = this.#options.clock.after(closeWithinMs, () => this.#socket.terminate())
    this.#socket.once('close', () => force[Symbol.dispose]())
  }

  #end(end: SocketEnd): void {
    if (this.#over) return
    this.#letGo()
    this.#socket.terminate()
    this.#options.onEnd(end)
  }

  #letGo(): void {
    this.#over = true
    this.#waiting = []
    this.#connecting[Symbol.dispose]()
    this.#ping[Symbol.dispose]()
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#heard()
    // Text is all that this wire knows; what is neither is told as a text that no parser takes.
    if (!this.#over) this.#options.onText(isBinary ? '' : data.toString())
  }

  #heard(): void {
    this.#lastHeardMs = this.#options.clock.monotonicMs()
  }

  #checkPulse(): void {
    const { clock, limits } = this.#options
    if (clock.monotonicMs() - this.#lastHeardMs >= limits.silentAfterMs) {
      this.#end({ why: 'silent' })
      return
    }
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping()
    this.#ping = clock.after(limits.pingEveryMs, () => this.#checkPulse())
  }
}
