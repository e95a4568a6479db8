import { BYTES_PER_MS } from '@frontdesk/audio/mulaw'
import { ApiError, invalidValue } from './api-error.ts'
import { newId } from './ids.ts'
import type { Happening } from './receptionist/happening.ts'
import { recall } from './receptionist/recall.ts'
import type { Item, MessageItem, Part } from './wire/item.ts'
import type { ClientItem } from './wire/item-schema.ts'

/** An item with what the server alone knows of it. */
export interface Entry {
  item: Item
  /** The sound of it, mu-law. */
  audio?: Uint8Array
  /** Settles once it is known what was said in it. */
  hearing?: Promise<void>
  /** What was said in its audio; null when nobody could make it out. */
  words?: string | null
  truncated?: true
}

/** The items of a session, in order. Throws `ApiError` for what cannot be done. */
export class Conversation {
  readonly id = newId('conv')
  #entries: Entry[] = []

  get entries(): readonly Entry[] {
    return this.#entries
  }

  /** Puts an entry behind the one named, at the end where none is. Answers with the id of the one before it. */
  add(entry: Entry, previousId?: string | null): string | null {
    if (this.#entries.some(({ item }) => item.id === entry.item.id)) {
      throw invalidValue(`An item with the id '${entry.item.id}' already exists.`, 'item.id')
    }
    const at = this.#positionAfter(previousId)
    this.#entries.splice(at, 0, entry)
    return this.#entries[at - 1]?.item.id ?? null
  }

  find(id: string): Entry {
    const entry = this.#entries.find(({ item }) => item.id === id)
    if (!entry) throw new ApiError('item_not_found', `Item with id '${id}' does not exist.`, 'item_id')
    return entry
  }

  previousOf(id: string): string | null {
    const at = this.#entries.findIndex(({ item }) => item.id === id)
    return this.#entries[at - 1]?.item.id ?? null
  }

  delete(id: string): void {
    const entry = this.find(id)
    this.#entries = this.#entries.filter((each) => each !== entry)
  }

  hasCall(callId: string): boolean {
    return this.#entries.some(({ item }) => item.type === 'function_call' && item.call_id === callId)
  }

  /** Cuts the agent's words where the caller stopped hearing them. The words as text are gone with it. */
  truncate(id: string, contentIndex: number, audioEndMs: number): void {
    const entry = this.find(id)
    const { item, audio } = entry
    if (item.type !== 'message' || item.role !== 'assistant' || !audio) {
      throw invalidValue('Only model output audio messages can be truncated.', 'item_id')
    }
    if (contentIndex !== 0) throw invalidValue(`There is no content at index ${contentIndex}.`, 'content_index')
    const audioMs = Math.floor(audio.length / BYTES_PER_MS)
    if (audioEndMs > audioMs) {
      throw invalidValue(`Audio content of ${audioMs}ms is already shorter than ${audioEndMs}ms`, 'audio_end_ms')
    }
    entry.audio = audio.slice(0, audioEndMs * BYTES_PER_MS)
    entry.truncated = true
    entry.item = { ...item, content: [{ type: 'output_audio' }] }
  }

  #positionAfter(previousId: string | null | undefined): number {
    if (previousId === undefined || previousId === null) return this.#entries.length
    if (previousId === 'root') return 0
    const at = this.#entries.findIndex(({ item }) => item.id === previousId)
    if (at >= 0) return at + 1
    throw new ApiError('item_not_found', `Previous item with id '${previousId}' does not exist.`, 'previous_item_id')
  }
}

/** An application's item as an entry: everything but what is said in its audio. */
export function entryOf(given: ClientItem): Entry {
  const common = { id: given.id ?? newId('item'), object: 'realtime.item', status: 'completed' } as const
  switch (given.type) {
    case 'message': {
      const content = given.content.map(
        (part): Part => (part.type === 'input_audio' ? { type: part.type, transcript: part.transcript ?? null } : part),
      )
      const sound = given.content.flatMap((part) => ('audio' in part ? [Buffer.from(part.audio, 'base64')] : []))
      const item: MessageItem = { ...common, type: 'message', role: given.role, content }
      return sound.length > 0 ? { item, audio: Buffer.concat(sound) } : { item }
    }
    case 'function_call': {
      const { type, name, arguments: args } = given
      return { item: { ...common, type, name, arguments: args, call_id: given.call_id ?? newId('call') } }
    }
    case 'function_call_output':
      return { item: { ...common, type: given.type, call_id: given.call_id, output: given.output } }
    default:
      return given satisfies never
  }
}

/** What a mind finds in these items. Calls that were broken off were never asked. */
export function happeningsIn(entries: readonly Entry[]): Happening[] {
  const tools = new Map(
    entries.flatMap(({ item }) => (item.type === 'function_call' ? [[item.call_id, item.name]] : [])),
  )
  return entries.flatMap((entry): readonly Happening[] => {
    const { item } = entry
    if (item.type === 'function_call') {
      return item.status === 'completed' ? [{ kind: 'tool-asked', callId: item.call_id, tool: item.name }] : []
    }
    if (item.type === 'function_call_output') {
      const tool = tools.get(item.call_id) ?? ''
      return [{ kind: 'tool-answered', callId: item.call_id, tool, output: item.output }]
    }
    const text = item.content
      .map((part) => ('text' in part ? part.text : 'transcript' in part ? part.transcript : ''))
      .join(' ')
    if (item.role === 'system') return recall(text)
    if (item.role === 'user') return [{ kind: 'caller-said', text: entry.words === undefined ? text : entry.words }]
    return saidBy(entry, text)
  })
}

function saidBy({ item, audio, truncated }: Entry, text: string): readonly Happening[] {
  const wasHeard = audio === undefined || audio.length > 0
  return wasHeard && item.status !== 'in_progress' ? [{ kind: 'agent-said', text: truncated ? null : text }] : []
}
