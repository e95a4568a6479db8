import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { JournalEntry } from '@frontdesk/records'
import type { StopSpeech } from '../model/voice-model.ts'
import type { LegEnd } from './call.ts'
import type { Timer } from './input.ts'

/** What a decision wants done. Everything here returns at once; what it leads to comes back as an input. */
export type Effect =
  /** Opens a model session in place of the one before. `seeded`: with what the call left behind so far. */
  | { readonly do: 'open-model'; readonly seeded: boolean }
  | { readonly do: 'close-model' }
  /** Opens a session beside the present one, seeded, and then takes it in its place, or lets it go. */
  | { readonly do: 'open-successor' | 'adopt-successor' | 'drop-successor' }
  /** Has this spoken into our hands, beside the conversation. */
  | { readonly do: 'say-aside'; readonly name: string; readonly instructions: string }
  | { readonly do: 'respond' }
  | { readonly do: 'say'; readonly instructions: string }
  | { readonly do: 'add-context'; readonly text: string }
  | { readonly do: 'answer-tool'; readonly toolCallId: string; readonly output: string }
  | ({ readonly do: 'stop-speech' } & StopSpeech)
  /** Queues audio behind what is queued. */
  | { readonly do: 'play'; readonly itemId: string; readonly audio: PassingAudio }
  /** Plays the last `ms` of an item that the last `clear` cut off, as an item of its own. */
  | { readonly do: 'play-rest'; readonly itemId: string; readonly as: string; readonly ms: number }
  /** Empties the queue and the carrier's buffer. */
  | { readonly do: 'clear' }
  | {
      readonly do: 'ask-tool'
      readonly toolCallId: string
      readonly tool: string
      readonly arguments: Record<string, unknown>
      readonly language: string
      readonly deadlineMs: number
      /** Another gateway asked for it, and the answer would go there. */
      readonly again?: true
    }
  /** Setting a timer that is set sets it anew. */
  | { readonly do: 'set-timer'; readonly timer: Timer; readonly ms: number }
  | { readonly do: 'cancel-timer'; readonly timer: Timer }
  /** `atMs`: when it happened, where that is not now. */
  | { readonly do: 'journal'; readonly entry: Entry; readonly atMs?: number }
  /** The carrier records no more of the call. */
  | { readonly do: 'stop-recording' }
  | { readonly do: 'end'; readonly end: LegEnd }

/** A journal entry before it is stamped. */
export type Entry = JournalEntry extends infer E ? (E extends JournalEntry ? Omit<E, 'at'> : never) : never
