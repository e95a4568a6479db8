/** A scripted telephone call: who rings, what they say and do, and what the world does to the call meanwhile. */
export interface Scenario {
  /** As in `pnpm call --scenario NAME`. */
  readonly name: string
  /** One line for `pnpm call --list`. */
  readonly title: string
  /** Which demo number is rung: the practice as it is, as if today were a working day round the clock, or as if it were closed today. */
  readonly rings: 'practice' | 'practice-open-now' | 'practice-closed-now'
  readonly language: 'de' | 'en'
  /** The caller's number, or null for one who withholds it. */
  readonly from: string | null
  /** What they answer when they are asked whether the call may be recorded; a line that does not ask gets no answer. Default: `presses-yes`. */
  readonly consent?: keyof typeof consentSteps
  /** They have an appointment from an earlier call, under this name: some days ahead, at ten. */
  readonly has?: { readonly name: string }
  /** So long the agent must be quiet to have finished: a caller who is patient waits for what broke off. Default: not a second. */
  readonly patienceMs?: number
  readonly steps: readonly Step[]
  readonly trouble?: Trouble
}

/** How the scenarios' callers answer. */
export const consentSteps = {
  'presses-yes': { de: { do: 'press', digits: '1' }, en: { do: 'press', digits: '1' } },
  'presses-no': { de: { do: 'press', digits: '2' }, en: { do: 'press', digits: '2' } },
  'says-yes': { de: { do: 'say', text: 'Ja, bitte.' }, en: { do: 'say', text: 'Yes, please.' } },
  'says-no': { de: { do: 'say', text: 'Nein, danke.' }, en: { do: 'say', text: 'No, thank you.' } },
} as const satisfies Record<string, Record<'de' | 'en', Step>>

/** What the caller does next. `say` first waits until the agent has finished speaking, unless it interrupts. */
export type Step =
  | { readonly do: 'say'; readonly text: string }
  /** Speaks over the agent, so many milliseconds after the agent began to speak. */
  | { readonly do: 'interrupt'; readonly afterMs: number; readonly text: string }
  /** Says "mm-hm" or the like over the agent, so many milliseconds after the agent began to speak, and listens on. */
  | { readonly do: 'murmur'; readonly afterMs: number; readonly text: string }
  | { readonly do: 'cough'; readonly afterMs: number; readonly ms: number }
  /** Says the beginning of a sentence and hangs up in the middle of it. */
  | { readonly do: 'hang-up-saying'; readonly text: string; readonly afterMs: number }
  | { readonly do: 'press'; readonly digits: string }
  /** Waits until the agent has finished, then hangs up. */
  | { readonly do: 'hang-up' }
  /** Hangs up so many milliseconds after the agent began to answer. */
  | { readonly do: 'hang-up-over'; readonly afterMs: number }
  /** Listens until the agent hangs up, or the call is put through and over. */
  | { readonly do: 'listen' }

export type Trouble =
  /** Somebody else takes the slot between the offer and the booking. */
  | { readonly kind: 'slot-taken' }
  /** The model says "booked" without booking; `again`: and once more when it is told that it did not. */
  | { readonly kind: 'only-claims'; readonly again: boolean }
  /** The model's socket dies while it speaks its nth answer (1 is the greeting). */
  | { readonly kind: 'model-drops'; readonly atResponse: number }
