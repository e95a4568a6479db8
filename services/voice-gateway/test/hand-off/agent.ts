import { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { EventOf } from '@frontdesk/events'
import type { JournalEntry, Records } from '@frontdesk/records'
import type { CarrierLeg } from '../../src/carrier/carrier-leg.ts'
import { backIn, backSentence } from '../../src/session/back.ts'
import type { CallFacts, LegEnd, PreparedCall } from '../../src/session/call.ts'
import type { Sounds } from './sounds.ts'

/** What the agent does once it was heard. */
export type Wish =
  | { readonly end: 'hand-over' }
  | { readonly end: 'emergency'; readonly rule: number }
  | { readonly end: 'give-up'; readonly cause: string }

/**
 * An agent without a model: it puts the first caller of a call through, says what is to be said to one who is back, and listens.
 * It writes the journal that a session writes.
 */
export class Agent implements PreparedCall {
  readonly callId: string
  readonly #facts: CallFacts
  readonly #wish: Wish
  readonly #sounds: Sounds
  readonly #records: Records
  readonly #end = Promise.withResolvers<LegEnd>()

  constructor(facts: CallFacts, wish: Wish, sounds: Sounds, records: Records) {
    this.callId = facts.callId
    this.#facts = facts
    this.#wish = wish
    this.#sounds = sounds
    this.#records = records
  }

  async run(leg: CarrierLeg): Promise<LegEnd> {
    const { journal = [], language } = this.#facts
    const back = backIn(journal)
    const isNew = journal.length === 0
    const text = back === undefined ? (isNew ? 'I am putting you through.' : 'Where were we?') : backSentence(back)
    leg.listen({
      onLegEvent: (event) => {
        if (event.kind === 'mark' && isNew) this.#conclude()
        if (event.kind === 'stopped') this.#end.resolve({ end: 'carrier-stopped', language })
        if (event.kind === 'lost') this.#end.resolve({ end: 'carrier-lost', cause: event.cause, language })
      },
    })
    await this.#journal({ kind: 'session-started', model: 'none', resumed: !isNew })
    leg.play(PassingAudio.of(Buffer.from(this.#sounds.say(text)).toString('base64')), 'said')
    await this.#journal({ kind: 'utterance', who: 'agent', text, itemId: `a${journal.length}`, cutOff: false })
    if (isNew) await this.#journal(callerSaid, asked, { kind: 'noted', what: this.#wish.end })
    return this.#end.promise
  }

  #conclude(): void {
    const { language } = this.#facts
    this.#end.resolve({ ...this.#wish, ...(this.#wish.end === 'hand-over' ? { reason } : {}), language } as LegEnd)
  }

  #journal(...entries: readonly Entry[]): Promise<void> {
    const at = new Date().toISOString()
    return this.#records.journal.append(
      this.callId,
      entries.map((entry) => ({ ...entry, at })),
    )
  }

  toolCompleted(_event: EventOf<'tool.completed'>): void {}

  release(): void {
    this.#end.resolve({ end: 'released', language: this.#facts.language })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release()
  }
}

type Entry = JournalEntry extends infer E ? (E extends JournalEntry ? Omit<E, 'at'> : never) : never

export const reason = 'A question about the last bill'
const callerSaid: Entry = {
  ...{ kind: 'utterance', who: 'caller', itemId: 'c0', cutOff: false },
  text: "I'd rather speak to a person about my last bill",
}
const asked: Entry = { kind: 'tool-requested', toolCallId: 't0', tool: 'transferToHuman', arguments: { reason } }
