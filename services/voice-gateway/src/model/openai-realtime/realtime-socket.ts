import type { Duplex } from 'node:stream'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { Clock } from '@frontdesk/process/clock'
import { type RawData, WebSocket } from 'ws'
import { Pulse, type PulseLimits } from '../../pulse.ts'
import { clientFrame, clientPing } from '../../websocket/frames.ts'
import { type MessageReader, takeShortWay } from '../../websocket/short-way.ts'
import { AudioLine, type AudioLineLimits } from './audio-line.ts'

/** Why a socket is gone, when we did not close it. `status`: the upgrade was answered with it, and with `body`. */
export type SocketEnd =
  | { readonly why: 'refused'; readonly status: number; readonly body: string }
  | { readonly why: 'closed'; readonly code: number }
  | { readonly why: 'unreachable' | 'silent' | 'unread' | 'behind' | 'too-late' }

export interface SocketLimits extends PulseLimits, AudioLineLimits {
  /** The socket must be confirmed (see `confirm`) by then. */
  readonly connectWithinMs: number
  /** Bytes that the socket may hold unsent before audio waits with us, where it can still be dropped. */
  readonly unsentBytes: number
  /** A ping that is unanswered for so long: the other side may not be reading, and no more audio is sent until it is. */
  readonly doubtAfterMs: number
  /** Who speaks of audio that was sent so long ago does not keep up, however well the socket is read. */
  readonly behindAfterMs: number
}

/** A socket that nobody reads is dead 5 s after the last ping that was read, at the latest. */
export const defaultLimits: SocketLimits = {
  connectWithinMs: 5_000,
  pingEveryMs: 1_000,
  silentAfterMs: 5_000,
  unreadAfterMs: 4_000,
  unsentBytes: 32 * 1024,
  doubtAfterMs: 900,
  behindAfterMs: 5_000,
  keptMs: 10_000,
  staleAfterMs: 2_000,
}

export interface RealtimeSocketOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  readonly limits: SocketLimits
  /** UTF-8. */
  readonly onText: MessageReader['onText']
  /** The message that carries a piece of the caller's audio: what stands around it. */
  readonly audioMessage: { readonly before: Buffer; readonly behind: Buffer }
  /** Once, unless we closed the socket. */
  readonly onEnd: (end: SocketEnd) => void
}

const maxMessageBytes = 16 * 1024 * 1024
const maxBodyBytes = 8 * 1024
const closeWithinMs = 1_000
const noText = Buffer.alloc(0)

/** A socket to the model's vendor that does not block, does not grow, and notices when nobody is there any more. */
export class RealtimeSocket implements MessageReader {
  readonly #clock: RealtimeSocketOptions['clock']
  readonly #limits: SocketLimits
  readonly #onTold: MessageReader['onText']
  readonly #audioMessage: RealtimeSocketOptions['audioMessage']
  readonly #onEnd: (end: SocketEnd) => void
  readonly #socket: WebSocket
  readonly #connecting: Disposable
  readonly #pulse: Pulse
  readonly #line: AudioLine
  /** The connection below the socket, once there is one. */
  #connection: Duplex | undefined
  #over = false

  constructor(options: RealtimeSocketOptions) {
    const { clock, limits } = options
    this.#clock = clock
    this.#limits = limits
    this.#onTold = options.onText
    this.#audioMessage = options.audioMessage
    this.#onEnd = options.onEnd
    this.#socket = new WebSocket(options.url, {
      headers: options.headers,
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
      followRedirects: false,
    })
    this.#line = new AudioLine(limits)
    this.#connecting = clock.after(limits.connectWithinMs, () => this.#end({ why: 'too-late' }))
    this.#pulse = new Pulse({ clock, limits, ping: () => this.#ping(), onLost: (why) => this.#end({ why }) })
    this.#socket.on('upgrade', (response) => {
      this.#connection = response.socket
    })
    this.#socket.on('open', () => this.#takeShortWay())
    this.#socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary))
    this.#socket.on('pong', () => this.onPong())
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
  sendAudio(audio: PassingAudio): void {
    if (this.#over) return
    const nowMs = this.#clock.monotonicMs()
    if (this.#line.isEmpty && this.#takesAudio(nowMs)) this.#sendNow(audio, nowMs)
    else {
      this.#line.wait(audio, nowMs)
      this.#moveOn(nowMs)
    }
  }

  /** The other side spoke of audio at this offset in all that it was given. */
  spokenOf(offsetMs: number): void {
    const agoMs = this.#line.sentAgoMs(offsetMs, this.#clock.monotonicMs()) ?? 0
    if (agoMs >= this.#limits.behindAfterMs) this.#end({ why: 'behind' })
  }

  get droppedAudioMs(): number {
    return this.#line.droppedMs
  }

  /** The caller's audio that the other side never read; asked once, at the end of a socket that was not read. */
  unreadAudio(): readonly string[] {
    return this.#line.leave()
  }

  /** Closes the socket without an `onEnd`. */
  close(): void {
    if (this.#over) return
    this.#letGo()
    this.#socket.close(1000)
    const force = this.#clock.after(closeWithinMs, () => this.#socket.terminate())
    this.#socket.once('close', () => force[Symbol.dispose]())
  }

  #end(end: SocketEnd): void {
    if (this.#over) return
    this.#letGo()
    this.#socket.terminate()
    this.#onEnd(end)
  }

  #letGo(): void {
    this.#over = true
    this.#connecting[Symbol.dispose]()
    this.#pulse[Symbol.dispose]()
  }

  #takeShortWay(): void {
    if (this.#connection === undefined) return
    takeShortWay({ socket: this.#socket, connection: this.#connection, peer: 'server', reader: this })
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    // Text is all that this wire knows; what is none is told as a text that no parser takes.
    if (isBinary || !Buffer.isBuffer(data)) this.onText(noText, 0, 0)
    else this.onText(data, 0, data.length)
  }

  onText(bytes: Buffer, from: number, to: number): void {
    this.#pulse.heard()
    if (!this.#over) this.#onTold(bytes, from, to)
  }

  #ping(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#line.asked()
    this.#connection?.write(clientPing())
  }

  onPong(): void {
    this.#pulse.answered()
    this.#line.taken()
    if (!this.#over) this.#moveOn(this.#clock.monotonicMs())
  }

  #takesAudio(nowMs: number): boolean {
    const { unsentBytes, doubtAfterMs } = this.#limits
    if (this.#socket.readyState !== WebSocket.OPEN) return false
    if (this.#connection === undefined || this.#connection.writableLength >= unsentBytes) return false
    return this.#pulse.unansweredMs(nowMs) < doubtAfterMs
  }

  #moveOn(nowMs: number): void {
    while (!this.#line.isEmpty && this.#takesAudio(nowMs)) {
      const audio = this.#line.next(nowMs)
      if (audio !== undefined) this.#sendNow(PassingAudio.of(audio), nowMs)
    }
  }

  #sendNow(audio: PassingAudio, nowMs: number): void {
    const { before, behind } = this.#audioMessage
    this.#line.sent(audio, nowMs)
    // Fifty times a second a call: as one piece, past the library. Nothing of its own is ever half sent.
    this.#connection?.write(clientFrame(before, audio, behind))
  }
}
