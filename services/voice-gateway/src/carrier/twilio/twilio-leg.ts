import type { Clock } from '@frontdesk/process/clock'
import type { RawData, WebSocket } from 'ws'
import type { CarrierLeg, LegEvent } from '../carrier-leg.ts'
import {
  type CarrierMessage,
  clearMessage,
  type MessageFault,
  markMessage,
  mediaMessage,
  parseMessage,
} from './messages.ts'

export interface StreamStart {
  readonly callSid: string
  readonly token: string | undefined
}

export interface TwilioLegOptions {
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  /** A message that is not what the wire says: the call goes on without it. */
  readonly onFault: (fault: MessageFault) => void
  readonly limits?: Partial<LegLimits>
}

export interface LegLimits {
  /** A socket that does not begin a stream by then is closed. */
  readonly startWithinMs: number
  readonly pingEveryMs: number
  /** Nothing heard for this long, not even the answer to a ping: the socket is half open. Silence of the caller is not that. */
  readonly silentAfterMs: number
  /** Audio goes out in real time; this much unsent means that the carrier has not been reading for many seconds. */
  readonly unsentBytes: number
  /** Events that wait for a listener; beyond it the oldest is dropped. A second of audio is 50 of them. */
  readonly unheardEvents: number
  readonly closeWithinMs: number
}

const defaultLimits: LegLimits = {
  startWithinMs: 5_000,
  pingEveryMs: 10_000,
  silentAfterMs: 25_000,
  unsentBytes: 256 * 1024,
  unheardEvents: 500,
  closeWithinMs: 2_000,
}

const binary = { ok: false, fault: { kind: 'binary' } } as const

/**
 * A caller's leg over one Media Streams socket. It waits for the carrier's `start`, then tells what arrives; it is over when
 * the carrier says `stop` or the socket ends, whichever comes first.
 */
export class TwilioLeg implements CarrierLeg {
  /** The stream's beginning; undefined when the socket ended, or was given up, before there was one. */
  readonly started: Promise<StreamStart | undefined>
  readonly #begin: (start: StreamStart | undefined) => void
  readonly #socket: WebSocket
  readonly #clock: TwilioLegOptions['clock']
  readonly #onFault: TwilioLegOptions['onFault']
  readonly #limits: LegLimits
  #streamSid: string | undefined
  #listener: ((event: LegEvent) => void) | undefined
  #unheard: LegEvent[] = []
  #over = false
  #lastHeardMs: number
  #timer: Disposable

  constructor(socket: WebSocket, { clock, onFault, limits }: TwilioLegOptions) {
    const { promise, resolve } = Promise.withResolvers<StreamStart | undefined>()
    this.started = promise
    this.#begin = resolve
    this.#socket = socket
    this.#clock = clock
    this.#onFault = onFault
    this.#limits = { ...defaultLimits, ...limits }
    this.#lastHeardMs = clock.monotonicMs()
    this.#timer = clock.after(this.#limits.startWithinMs, () => this.close())
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary))
    socket.on('pong', () => this.#heard())
    socket.on('error', () => this.#lost('broken'))
    socket.on('close', () => {
      this.#timer[Symbol.dispose]()
      this.#lost('closed')
    })
  }

  listen(listener: (event: LegEvent) => void): void {
    const unheard = this.#unheard
    this.#unheard = []
    this.#listener = listener
    for (const event of unheard) listener(event)
  }

  play(audio: string, mark: string): void {
    if (this.#over || this.#streamSid === undefined) return
    this.#send(mediaMessage(this.#streamSid, audio))
    this.#send(markMessage(this.#streamSid, mark))
    if (this.#socket.bufferedAmount > this.#limits.unsentBytes) this.#giveUp('congested')
  }

  clear(): void {
    if (this.#over || this.#streamSid === undefined) return
    this.#send(clearMessage(this.#streamSid))
  }

  close(): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.close(1000)
    this.#timer[Symbol.dispose]()
    this.#timer = this.#clock.after(this.#limits.closeWithinMs, () => this.#socket.terminate())
  }

  #send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text)
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#heard()
    const parsed = isBinary ? binary : parseMessage(data.toString())
    const fault = parsed.ok ? this.#take(parsed.message) : parsed.fault
    if (fault !== undefined) this.#onFault(fault)
  }

  #take(message: CarrierMessage): MessageFault | undefined {
    if (message.event === 'connected') return undefined
    if (message.event === 'start') return this.#onStart(message)
    if (this.#streamSid === undefined) return { kind: 'out-of-order', where: message.event }
    if (message.streamSid !== this.#streamSid) return { kind: 'other-stream', where: message.event }
    this.#tell(eventOf(message))
    return undefined
  }

  #onStart(message: CarrierMessage & { event: 'start' }): MessageFault | undefined {
    if (this.#streamSid !== undefined) return { kind: 'out-of-order', where: 'start' }
    this.#streamSid = message.streamSid
    this.#timer[Symbol.dispose]()
    this.#watch()
    this.#begin({ callSid: message.callSid, token: message.parameters.token })
    return undefined
  }

  #heard(): void {
    this.#lastHeardMs = this.#clock.monotonicMs()
  }

  /** Asks for a sign of life now and then, and ends what gives none. */
  #watch(): void {
    this.#timer = this.#clock.after(this.#limits.pingEveryMs, () => {
      if (this.#clock.monotonicMs() - this.#lastHeardMs >= this.#limits.silentAfterMs) {
        this.#giveUp('silent')
        return
      }
      if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping()
      this.#watch()
    })
  }

  #giveUp(cause: string): void {
    this.#lost(cause)
    this.#socket.terminate()
  }

  #lost(cause: string): void {
    this.#tell({ kind: 'lost', cause })
  }

  #tell(event: LegEvent): void {
    if (this.#over) return
    if (event.kind === 'stopped' || event.kind === 'lost') {
      this.#over = true
      this.#begin(undefined)
    }
    if (this.#listener !== undefined) {
      this.#listener(event)
      return
    }
    if (this.#unheard.length >= this.#limits.unheardEvents) this.#unheard.shift()
    this.#unheard.push(event)
  }
}

function eventOf(message: Exclude<CarrierMessage, { event: 'connected' | 'start' }>): LegEvent {
  switch (message.event) {
    case 'media':
      return { kind: 'audio', audio: message.payload, timestampMs: message.timestampMs }
    case 'mark':
      return { kind: 'mark', name: message.name }
    case 'dtmf':
      return { kind: 'dtmf', digit: message.digit }
    case 'stop':
      return { kind: 'stopped' }
  }
}
