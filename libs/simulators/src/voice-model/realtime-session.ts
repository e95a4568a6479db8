import type { WebSocket } from 'ws'
import { ApiError } from './api-error.ts'
import type { SessionLog } from './asked.ts'
import { Conversation, type Entry, entryOf } from './conversation.ts'
import type { Dictated } from './dictated.ts'
import { newId } from './ids.ts'
import { InputAudio, type Turn } from './input-audio.ts'
import { Responses } from './responses.ts'
import { openingConfig, type SessionConfig, updatedConfig } from './session-config.ts'
import type { Stage } from './stage.ts'
import { sendTranscript } from './transcript.ts'
import { type ClientEventOf, type ClientEventType, parseClientEvent } from './wire/client-events.ts'

export interface SessionParts extends Pick<Stage, 'speech' | 'hearing' | 'trouble' | 'pace'> {
  readonly log: SessionLog
  readonly socket: WebSocket
  readonly expiresAtMs: number
  readonly now: () => number
}

type Handlers = { readonly [T in ClientEventType]: (event: ClientEventOf<T>) => void }

/** One connection to the realtime API: what the application sends, and what follows from it. */
export class RealtimeSession {
  readonly #parts: SessionParts
  readonly #stage: Stage
  readonly #input = new InputAudio()
  readonly #responses: Responses
  readonly #closing = new AbortController()
  #config: SessionConfig
  #stalled = false

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#config = openingConfig(parts.log.sessionId, parts.log.model, parts.expiresAtMs)
    const { speech, hearing, trouble, pace, socket } = parts
    this.#stage = {
      emit: (type, fields) => this.#send(JSON.stringify({ type, event_id: newId('event'), ...fields })),
      conversation: new Conversation(),
      config: () => this.#config,
      speech,
      hearing,
      trouble,
      pace,
      socket: {
        die: (code) => (code === undefined ? socket.terminate() : socket.close(code)),
        stall: () => this.#stall(),
        raw: (frame) => this.#send(frame),
      },
    }
    this.#responses = new Responses(this.#stage)
  }

  start(): void {
    this.#stage.emit('session.created', { session: this.#config })
  }

  /** One text frame. */
  receive(text: string): void {
    const { log, now } = this.#parts
    const parsed = parseClientEvent(text)
    if (!parsed.ok) {
      log.note(parsed.type, undefined, now(), parsed.error.code)
      this.#refuse(parsed.error, parsed.eventId)
      return
    }
    const { event } = parsed
    try {
      this.#handle(event.type, event)
      log.note(event.type, event, now())
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      log.note(event.type, event, now(), error.code)
      this.#refuse(error, event.event_id ?? null)
    }
  }

  /** The hour is over. */
  expire(maxMinutes: number): void {
    const message = `Your session hit the maximum duration of ${maxMinutes} minutes.`
    this.#refuse(new ApiError('session_expired', message), null)
    this.#parts.socket.close(1001, message)
  }

  /** The caller's turn, which nobody had to speak and nobody has to make out, and what the model does about it. */
  dictate(dictated: Dictated): void {
    const item_id = newId('item')
    const { endMs } = this.#input
    this.#stage.emit('input_audio_buffer.speech_started', { item_id, audio_start_ms: endMs })
    this.#stage.emit('input_audio_buffer.speech_stopped', { item_id, audio_end_ms: endMs })
    this.#responses.obey(dictated)
    this.#commit(item_id, { words: dictated.words })
    if (this.#config.audio.input.turn_detection?.create_response) this.#responses.create({})
  }

  /** The connection is gone. */
  close(): void {
    this.#closing.abort()
    this.#responses.close()
  }

  readonly #handlers: Handlers = {
    'session.update': ({ session }) => {
      this.#config = updatedConfig(this.#config, session, this.#responses.hasSpoken)
      this.#stage.emit('session.updated', { session: this.#config })
    },
    'input_audio_buffer.append': ({ audio }) => this.#append(Buffer.from(audio, 'base64')),
    'input_audio_buffer.commit': () => {
      const { itemId, audio } = this.#input.commit()
      this.#commit(itemId, { audio })
    },
    'input_audio_buffer.clear': () => {
      this.#input.clear()
      this.#stage.emit('input_audio_buffer.cleared', {})
    },
    'conversation.item.create': (event) => this.#createItem(event),
    'conversation.item.retrieve': ({ item_id }) => {
      this.#stage.emit('conversation.item.retrieved', { item: withAudio(this.#stage.conversation.find(item_id)) })
    },
    'conversation.item.truncate': ({ item_id, content_index, audio_end_ms }) => {
      this.#stage.conversation.truncate(item_id, content_index, audio_end_ms)
      this.#stage.emit('conversation.item.truncated', { item_id, content_index, audio_end_ms })
    },
    'conversation.item.delete': ({ item_id }) => {
      this.#stage.conversation.delete(item_id)
      this.#stage.emit('conversation.item.deleted', { item_id })
    },
    'response.create': ({ response }) => this.#responses.create(response ?? {}),
    'response.cancel': ({ response_id }) => this.#responses.cancel(response_id, 'client_cancelled'),
  }

  #handle<T extends ClientEventType>(type: T, event: ClientEventOf<T>): void {
    this.#handlers[type](event)
  }

  #append(mulaw: Uint8Array): void {
    const { format, turn_detection } = this.#config.audio.input
    if (format.type !== 'audio/pcmu') {
      throw new ApiError('invalid_value', 'This simulator hears audio/pcmu only.', 'session.audio.input.format')
    }
    for (const turn of this.#input.append(mulaw, turn_detection)) this.#onTurn(turn)
  }

  #onTurn(turn: Turn): void {
    const detection = this.#config.audio.input.turn_detection
    if (turn.kind === 'started') {
      const { itemId: item_id, audioStartMs: audio_start_ms } = turn
      this.#stage.emit('input_audio_buffer.speech_started', { item_id, audio_start_ms })
      if (detection?.interrupt_response) this.#responses.interrupt()
      return
    }
    this.#stage.emit('input_audio_buffer.speech_stopped', { item_id: turn.itemId, audio_end_ms: turn.audioEndMs })
    this.#commit(turn.itemId, { audio: turn.audio })
    if (detection?.create_response) this.#responses.create({})
  }

  #commit(itemId: string, said: { readonly audio: Uint8Array } | { readonly words: string }): void {
    const { conversation, emit } = this.#stage
    const item = {
      id: itemId,
      object: 'realtime.item',
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    } as const
    const entry: Entry = { item, ...said }
    const previous_item_id = conversation.add(entry)
    if (entry.audio) this.#listen(entry, entry.audio)
    emit('input_audio_buffer.committed', { item_id: itemId, previous_item_id })
    emit('conversation.item.added', { item, previous_item_id })
    emit('conversation.item.done', { item, previous_item_id })
    void sendTranscript(this.#stage, entry, this.#closing.signal)
  }

  #createItem({ item, previous_item_id }: ClientEventOf<'conversation.item.create'>): void {
    const { conversation, emit } = this.#stage
    if (item.type === 'function_call_output' && !conversation.hasCall(item.call_id)) {
      const message = `No tool call found for function call output with call_id ${item.call_id}.`
      throw new ApiError('invalid_tool_call_id', message, 'item.call_id')
    }
    const entry = entryOf(item)
    const previous = conversation.add(entry, previous_item_id)
    if (entry.audio) this.#listen(entry, entry.audio)
    emit('conversation.item.added', { item: entry.item, previous_item_id: previous })
    emit('conversation.item.done', { item: entry.item, previous_item_id: previous })
  }

  #listen(entry: Entry, audio: Uint8Array): void {
    const keep = (words: string | null) => {
      entry.words = words
    }
    entry.hearing = this.#parts.hearing.understand(audio).then(keep, () => keep(null))
  }

  #refuse(error: ApiError, eventId: string | null): void {
    this.#stage.emit('error', { error: { ...error.body(), event_id: eventId } })
  }

  #stall(): void {
    this.#stalled = true
    this.#parts.socket.pause()
  }

  #send(frame: string): void {
    const { socket } = this.#parts
    if (!this.#stalled && socket.readyState === socket.OPEN) socket.send(frame)
  }
}

/** Only who asks for an item gets its sound. */
function withAudio({ item, audio }: Entry) {
  if (item.type !== 'message' || !audio) return item
  const base64 = Buffer.from(audio).toString('base64')
  const content = item.content.map((part) =>
    part.type === 'input_audio' || part.type === 'output_audio' ? { ...part, audio: base64 } : part,
  )
  return { ...item, content }
}
