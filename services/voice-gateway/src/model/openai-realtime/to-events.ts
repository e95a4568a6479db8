import type { ModelEvent } from '../voice-model.ts'
import { endOfCode } from './ends.ts'
import { functionCallsOf, type Response, type ServerMessage } from './messages.ts'
import { silenceMs } from './session-config.ts'

interface Names {
  readonly model: string
  readonly transcriptionModel: string
}

export type Translated = Exclude<ServerMessage, { type: 'session.created' | 'session.updated' | 'error' }>

/** What a message means in the session's words. */
export function toEvents(message: Translated, { model, transcriptionModel }: Names): readonly ModelEvent[] {
  switch (message.type) {
    case 'input_audio_buffer.speech_started':
      return [{ kind: 'speech-started', itemId: message.item_id }]
    case 'input_audio_buffer.speech_stopped':
      return [{ kind: 'speech-stopped', itemId: message.item_id, silentMs: silenceMs }]
    case 'input_audio_buffer.committed':
      return [{ kind: 'turn-committed', itemId: message.item_id }]
    case 'conversation.item.input_audio_transcription.completed':
      return [callerWords(message), ...usageOf(transcriptionModel, message.usage)]
    case 'conversation.item.input_audio_transcription.failed':
      return [{ kind: 'notice', code: 'transcription-failed' }]
    case 'response.created':
      return [{ kind: 'response-started', responseId: message.response.id }]
    case 'response.output_audio.delta':
      return [{ kind: 'audio', responseId: message.response_id, itemId: message.item_id, audio: message.delta }]
    case 'response.output_audio_transcript.delta':
      return [{ kind: 'agent-words', itemId: message.item_id, text: message.delta, final: false }]
    case 'response.output_audio_transcript.done':
      return [{ kind: 'agent-words', itemId: message.item_id, text: message.transcript, final: true }]
    case 'response.done':
      return responseEnded(message.response, model)
    default:
      return message satisfies never
  }
}

type Transcribed = Extract<Translated, { type: 'conversation.item.input_audio_transcription.completed' }>

function callerWords({ item_id, transcript, languages }: Transcribed): ModelEvent {
  const first = languages?.[0]
  const language = typeof first === 'string' ? { language: first } : {}
  return { kind: 'caller-words', itemId: item_id, text: transcript, ...language }
}

function usageOf(model: string, usage: Record<string, unknown> | null | undefined): readonly ModelEvent[] {
  return usage ? [{ kind: 'usage', model, usage }] : []
}

/** The money is told first: a response may be the session's last. */
function responseEnded({ id, status, status_details, output, usage }: Response, model: string): readonly ModelEvent[] {
  const spent = usageOf(model, usage)
  if (status === 'in_progress') return spent
  const end = status === 'failed' ? endOfCode(status_details?.error?.code ?? '') : undefined
  if (end !== undefined) return [...spent, { kind: 'ended', ...end }]
  const toolCalls = functionCallsOf(output).map((call) => ({
    toolCallId: call.call_id,
    tool: call.name,
    argumentsJson: call.arguments,
  }))
  return [...spent, { kind: 'response-ended', responseId: id, status, toolCalls }]
}
