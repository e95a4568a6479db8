import type { Duplex } from 'node:stream'
import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { Clock } from '@frontdesk/process/clock'
import type { RawData, WebSocket } from 'ws'
import { Pulse } from '../../pulse.ts'
import type { Ticker } from '../../ticker.ts'
import { serverFrames, serverPing } from '../../websocket/frames.ts'
import { type MessageReader, takeShortWay } from '../../websocket/short-way.ts'
import type { CarrierLeg, LegEvent, LegListener } from '../carrier-leg.ts'
import { defaultLegLimits, type LegLimits } from './leg-limits.ts'
import {
  type CarrierMessage,
  type MessageFault,
  type OutwardMessages,
  outwardMessages,
  type ParsedMessage,
  parseMessage,
} from './messages.ts'
import { StreamReader } from './stream-reader.ts'
import { type AudioFlaw, WholeAudio } from './whole-audio.ts'

export interface StreamStart {
  readonly callSid: string
  readonly token: string | undefined
}

export interface TwilioLegOptions {
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  /** Shared by all legs: what is missing of the caller's audio is looked after by it. */
  readonly ticker: Ticker
  /** The connection below the socket: audio takes the short way over it. */
  readonly connection: Duplex
  /** A message that is not what the wire says: the call goes on without it. */
  readonly onFault: (fault: MessageFault) => void
  readonly count: (what: LegCount, count: number) => void
  readonly limits?: Partial<LegLimits>
}

/** `unheard-dropped`: events that nobody listened to in time. `carrier-unread`: the carrier did not read any more. */
export type LegCount = AudioFlaw | 'unheard-dropped' | 'carrier-unread'

/**
 * A caller's leg over one Media Streams socket. It waits for the carrier's `start`, then tells what arrives; it is over when
 * the carrier says `stop` or the socket ends, whichever comes first.
 */
export class TwilioLeg implements CarrierLeg, MessageReader {
  /** The stream's beginning; undefined when the socket ended, or was given up, before there was one. */
  readonly started: Promise<StreamStart | undefined>
  readonly #begin: (start: StreamStart | undefined) => void
  readonly #socket: WebSocket
  readonly #clock: TwilioLegOptions['clock']
  readonly #options: TwilioLegOptions
  readonly #limits: LegLimits
  readonly #audio: WholeAudio
  /** All three once the stream has begun. */
  #sid: string | undefined
  #reader: StreamReader | undefined
  #say: OutwardMessages | undefined
  #listener: LegListener | undefined
  #unheard: LegEvent[] = []
  #over = false
  #pulse: Pulse | undefined
  #timer: Disposable

  constructor(socket: WebSocket, options: TwilioLegOptions) {
    const { clock } = options
    const { promise, resolve } = Promise.withResolvers<StreamStart | undefined>()
    this.started = promise
    this.#begin = resolve
    this.#socket = socket
    this.#clock = clock
    this.#options = options
    // One object for all legs, where nothing else is asked for: what all of them look at is at hand.
    this.#limits = options.limits === undefined ? defaultLegLimits : { ...defaultLegLimits, ...options.limits }
    this.#audio = new WholeAudio(
      this.#limits,
      (audio, timestampMs) => this.#tell({ kind: 'audio', audio, timestampMs }),
      options.count,
    )
    this.#timer = clock.after(this.#limits.startWithinMs, () => this.close())
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary))
    takeShortWay({ socket, connection: options.connection, peer: 'client', reader: this })
    socket.on('pong', () => this.onPong())
    socket.on('error', () => this.#lost('broken'))
    socket.on('close', () => {
      this.#timer[Symbol.dispose]()
      this.#pulse?.[Symbol.dispose]()
      this.#lost('closed')
    })
  }

  listen(listener: LegListener): void {
    const unheard = this.#unheard
    this.#unheard = []
    this.#listener = listener
    for (const event of unheard) listener.onLegEvent(event)
  }

  play(audio: PassingAudio, mark?: string): void {
    const say = this.#say
    if (this.#over || say === undefined) return
    if (this.#socket.readyState !== this.#socket.OPEN) return
    const { before, behind } = say.media
    this.#options.connection.write(serverFrames(before, audio, behind, mark === undefined ? '' : say.mark(mark)))
    if (this.#options.connection.writableLength > this.#limits.unsentBytes) this.#giveUp('congested')
  }

  mark(name: string): void {
    if (!this.#over && this.#say !== undefined) this.#send(this.#say.mark(name))
  }

  clear(): void {
    if (!this.#over && this.#say !== undefined) this.#send(this.#say.clear)
  }

  close(): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.close(1000)
    this.#pulse?.[Symbol.dispose]()
    this.#timer[Symbol.dispose]()
    this.#timer = this.#clock.after(this.#limits.closeWithinMs, () => this.#socket.terminate())
  }

  #send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text)
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (isBinary || !Buffer.isBuffer(data)) this.#options.onFault({ kind: 'binary' })
    else this.onText(data, 0, data.length)
  }

  onPong(): void {
    this.#pulse?.answered()
  }

  onText(bytes: Buffer, from: number, to: number): void {
    this.#pulse?.heard()
    const usual = this.#reader?.read(bytes, from, to)
    const parsed: ParsedMessage =
      usual === undefined ? parseMessage(bytes.toString('utf8', from, to)) : { ok: true, message: usual }
    const fault = parsed.ok ? this.#take(parsed.message) : parsed.fault
    if (fault !== undefined) this.#options.onFault(fault)
  }

  #take(message: CarrierMessage): MessageFault | undefined {
    if (message.event === 'connected') return undefined
    if (message.event === 'start') return this.#onStart(message)
    if (this.#sid === undefined) return { kind: 'out-of-order', where: message.event }
    if (message.streamSid !== this.#sid) return { kind: 'other-stream', where: message.event }
    if (message.event === 'media') this.#audio.take(message, this.#clock.monotonicMs())
    else this.#tell(eventOf(message))
    return undefined
  }

  #onStart({ streamSid, callSid, parameters }: CarrierMessage & { event: 'start' }): MessageFault | undefined {
    if (this.#sid !== undefined) return { kind: 'out-of-order', where: 'start' }
    this.#sid = streamSid
    this.#reader = new StreamReader(streamSid)
    this.#say = outwardMessages(streamSid)
    this.#timer[Symbol.dispose]()
    if (!this.#over) this.#watch()
    this.#begin({ callSid, token: parameters.token })
    return undefined
  }

  /** Looks after what does not arrive, and ends what gives no sign of life. */
  #watch(): void {
    this.#timer = this.#options.ticker.add((atMs, isLate) => {
      if (!isLate) this.#audio.tick(atMs)
    })
    this.#pulse = new Pulse({
      clock: this.#clock,
      limits: this.#limits,
      ping: () => this.#socket.readyState === this.#socket.OPEN && this.#options.connection.write(serverPing),
      onLost: (cause) => this.#giveUp(cause === 'unread' ? 'congested' : cause),
    })
  }

  #giveUp(cause: string): void {
    if (cause === 'congested') this.#options.count('carrier-unread', 1)
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
      this.#listener.onLegEvent(event)
      return
    }
    if (this.#unheard.length >= this.#limits.unheardEvents) {
      this.#unheard.shift()
      this.#options.count('unheard-dropped', 1)
    }
    this.#unheard.push(event.kind === 'audio' ? { ...event, audio: event.audio.kept() } : event)
  }
}

function eventOf(message: Exclude<CarrierMessage, { event: 'connected' | 'start' | 'media' }>): LegEvent {
  switch (message.event) {
    case 'mark':
      return { kind: 'mark', name: message.name }
    case 'dtmf':
      return { kind: 'dtmf', digit: message.digit }
    case 'stop':
      return { kind: 'stopped' }
  }
}
