import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { ModelEvent } from '../voice-model.ts'
import type { ServerMessage } from './messages.ts'
import { createResponse } from './messages.ts'

/** Our mark on a response beside the conversation; the vendor gives it back with the response. */
const key = 'aside'

/** I6: the longest that is spoken beside the conversation is a sentence; 10 s of µ-law in base64. */
const longest = (10_000 * 8 * 4) / 3

/**
 * Responses beside the conversation: several may run while it goes on, and none is written into it. What comes of them is told
 * apart by the response's id and kept out of everything else. Their audio is gathered and told as one.
 */
export class Asides {
  readonly #speaking = new Map<string, { readonly name: string; readonly audio: string[]; length: number }>()

  /** The message that has this spoken without the conversation, tools or a word of history. */
  ask(name: string, instructions: string): string {
    return createResponse(`${key}-${name}`, {
      conversation: 'none',
      input: [],
      instructions,
      tool_choice: 'none',
      metadata: { [key]: name },
    })
  }

  /** What a message of such a response means, but for its usage; undefined when it is about the conversation. */
  take(message: ServerMessage): readonly ModelEvent[] | undefined {
    switch (message.type) {
      case 'response.created':
        return this.#begin(message.response.id, message.response.metadata?.[key])
      case 'response.output_audio.delta':
        return this.#add(message.response_id, message.delta)
      case 'response.output_audio_transcript.delta':
      case 'response.output_audio_transcript.done':
        return this.#speaking.has(message.response_id) ? [] : undefined
      case 'response.done':
        return this.#finish(message.response.id, message.response.status === 'completed')
      default:
        return undefined
    }
  }

  #begin(responseId: string, name: unknown): readonly ModelEvent[] | undefined {
    if (typeof name !== 'string') return undefined
    this.#speaking.set(responseId, { name, audio: [], length: 0 })
    return []
  }

  #add(responseId: string, audio: PassingAudio): readonly ModelEvent[] | undefined {
    const aside = this.#speaking.get(responseId)
    if (aside === undefined) return undefined
    const text = audio.text()
    aside.length += text.length
    if (aside.length <= longest) aside.audio.push(text)
    return []
  }

  #finish(responseId: string, isWhole: boolean): readonly ModelEvent[] | undefined {
    const aside = this.#speaking.get(responseId)
    if (aside === undefined) return undefined
    this.#speaking.delete(responseId)
    const isUsable = isWhole && aside.length <= longest
    return [{ kind: 'aside-spoken', name: aside.name, audio: isUsable ? joined(aside.audio) : '' }]
  }
}

/** Pieces may each end in padding, which stands only at the end of a whole. */
const joined = (pieces: readonly string[]): string =>
  Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))).toString('base64')
