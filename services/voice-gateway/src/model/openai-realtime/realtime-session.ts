import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { ModelConfig, ModelEvent, ModelSession, StopSpeech } from '../voice-model.ts'
import { Asides } from './asides.ts'
import { type End, endOfCode, endOfSocket } from './ends.ts'
import {
  appendAudio,
  cancelResponse,
  createResponse,
  createSystemItem,
  createToolOutput,
  type Parsed,
  parseServerMessage,
  type ServerMessage,
  saying,
  truncateItem,
  updateSession,
} from './messages.ts'
import { OutputDeltas } from './output-deltas.ts'
import { RealtimeSocket, type SocketEnd, type SocketLimits } from './realtime-socket.ts'
import { sessionConfig } from './session-config.ts'
import { type Translated, toEvents } from './to-events.ts'

export interface SessionWiring {
  readonly url: string
  readonly apiKey: string
  readonly model: string
  readonly transcriptionModel: string
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  readonly log: Log
  readonly limits: SocketLimits
}

/** Ids of what we send: an error names the one that caused it. */
const configureId = 'configure'
const createIds = 'create-'
const busyCode = 'conversation_already_has_active_response'

/**
 * One session. It is *connecting* until the vendor has confirmed the configuration, and everything asked of it before that is
 * not sent; then *ready*; then *over*, told once.
 */
export class RealtimeSession implements ModelSession {
  readonly #wiring: SessionWiring
  readonly #config: ModelConfig
  readonly #listener: (event: ModelEvent) => void
  readonly #socket: RealtimeSocket
  readonly #asides = new Asides()
  readonly #deltas = new OutputDeltas()
  #phase: 'connecting' | 'ready' | 'over' = 'connecting'
  #sessionId = ''
  #created = 0
  #unknown = 0
  #malformed = 0

  constructor(wiring: SessionWiring, config: ModelConfig, listener: (event: ModelEvent) => void) {
    this.#wiring = wiring
    this.#config = config
    this.#listener = listener
    this.#socket = new RealtimeSocket({
      url: wiring.url,
      headers: { authorization: `Bearer ${wiring.apiKey}` },
      clock: wiring.clock,
      limits: wiring.limits,
      audioMessage: appendAudio,
      onText: (bytes, from, to) => this.#onText(bytes, from, to),
      onEnd: (end) => this.#end(endOfSocket(end), isUnread(end) ? this.#socket.unreadAudio() : []),
    })
  }

  pushAudio(audio: PassingAudio): void {
    if (this.#phase === 'ready') this.#socket.sendAudio(audio)
  }

  respond(): void {
    this.#send(createResponse(this.#nextCreateId()))
  }

  say(instructions: string): void {
    this.#send(createResponse(this.#nextCreateId(), saying(instructions)))
  }

  sayAside(name: string, instructions: string): void {
    this.#send(this.#asides.ask(name, instructions))
  }

  addContext(text: string): void {
    this.#send(createSystemItem(text))
  }

  answerTool(toolCallId: string, output: string): void {
    this.#send(createToolOutput(toolCallId, output))
  }

  /** The cancel goes first: what is cut off must not grow any more. */
  stopSpeech({ cancelResponse: cancels, heard }: StopSpeech): void {
    if (cancels) this.#send(cancelResponse())
    for (const { itemId, heardMs } of heard) this.#send(truncateItem(itemId, heardMs))
  }

  close(): void {
    this.#end({ cause: 'requested', code: 'requested' })
  }

  #nextCreateId(): string {
    return `${createIds}${++this.#created}`
  }

  #send(text: string): void {
    if (this.#phase === 'ready') this.#socket.send(text)
  }

  #onText(bytes: Buffer, from: number, to: number): void {
    const delta = this.#deltas.read(bytes, from, to)
    if (delta === undefined) this.#onParsed(parseServerMessage(bytes.toString('utf8', from, to)))
    else this.#onMessage(delta)
  }

  #onParsed(parsed: Parsed): void {
    switch (parsed.is) {
      case 'message':
        this.#onMessage(parsed.message)
        break
      case 'malformed':
        this.#malformed++
        break
      case 'unknown':
        this.#unknown++
        break
      case 'passed-over':
        break
      default:
        parsed satisfies never
    }
  }

  #onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'session.created':
        this.#sessionId = message.session.id
        this.#configure()
        break
      case 'session.updated':
        this.#begin()
        break
      case 'error':
        this.#onError(message.error.code ?? message.error.type ?? 'error', message.error.event_id ?? '')
        break
      default:
        this.#listenFor(message)
        for (const event of this.#eventsOf(message)) {
          if (event.kind === 'ended') this.#end(event)
          else this.#tell(event)
        }
    }
  }

  /** How far the model has come with what the caller says shows in what it tells of it. */
  #listenFor(message: Translated): void {
    const offsetMs =
      message.type === 'input_audio_buffer.speech_started'
        ? message.audio_start_ms
        : message.type === 'input_audio_buffer.speech_stopped'
          ? message.audio_end_ms
          : undefined
    if (offsetMs !== undefined) this.#socket.spokenOf(offsetMs)
  }

  /** What is spoken beside the conversation costs like everything else, and is otherwise none of its events. */
  #eventsOf(message: Translated): readonly ModelEvent[] {
    const aside = this.#asides.take(message)
    const events = toEvents(message, this.#wiring)
    return aside === undefined ? events : [...events.filter(({ kind }) => kind === 'usage'), ...aside]
  }

  /** The history goes right behind the configuration: it is there before anything is answered. */
  #configure(): void {
    const { history } = this.#config
    this.#socket.send(updateSession(sessionConfig(this.#config, this.#wiring.transcriptionModel), configureId))
    if (history !== undefined) this.#socket.send(createSystemItem(history))
  }

  #begin(): void {
    if (this.#phase !== 'connecting') return
    this.#phase = 'ready'
    this.#socket.confirm()
    this.#tell({ kind: 'ready', sessionId: this.#sessionId })
  }

  /** Most errors leave the session open (the sheet, section 11). */
  #onError(code: string, eventId: string): void {
    const end = endOfCode(code)
    if (end !== undefined) this.#end(end)
    // A configuration that was refused once will be refused again; a vendor in trouble may get over it.
    else if (eventId === configureId) this.#end({ cause: code === 'server_error' ? 'lost' : 'fatal', code })
    else if (eventId.startsWith(createIds)) {
      this.#tell({ kind: 'response-refused', code, busy: code === busyCode })
    } else this.#tell({ kind: 'notice', code: `model.${code}` })
  }

  #tell(event: ModelEvent): void {
    if (this.#phase !== 'over') this.#listener(event)
  }

  #end({ cause, code }: End, unread: readonly string[] = []): void {
    if (this.#phase === 'over') return
    const counts = { 'model.unknown-event': this.#unknown, 'model.malformed': this.#malformed }
    const dropped = { ...counts, 'model.audio-dropped-ms': this.#socket.droppedAudioMs }
    for (const [what, count] of Object.entries(dropped)) {
      if (count === 0) continue
      this.#wiring.log.warn('the model session dropped messages', { what, count })
      if (this.#phase === 'ready') this.#tell({ kind: 'notice', code: what, count })
    }
    this.#phase = 'over'
    this.#socket.close()
    if (cause === 'fatal') this.#wiring.log.error('the model cannot be used until somebody acts', { code })
    this.#listener({ kind: 'ended', cause, code, ...(unread.length === 0 ? {} : { unread }) })
  }
}

const isUnread = ({ why }: SocketEnd): boolean => why === 'unread' || why === 'silent'
