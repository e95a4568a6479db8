import type { EventOf } from '@frontdesk/events'
import type { CarrierLeg, LegEvent } from '../carrier/carrier-leg.ts'
import type { CallFacts, LegEnd, PreparedCall } from '../session/call.ts'

/** A conversation that does what a test tells it: stands where the session with a model would. */
export class Talk implements PreparedCall {
  readonly callId: string
  readonly facts: CallFacts
  readonly heard: LegEvent[] = []
  readonly answers: EventOf<'tool.completed'>[] = []
  leg: CarrierLeg | undefined
  disposed = false
  readonly #ended = Promise.withResolvers<LegEnd>()

  constructor(facts: CallFacts) {
    this.callId = facts.callId
    this.facts = facts
  }

  run(leg: CarrierLeg): Promise<LegEnd> {
    this.leg = leg
    leg.listen({
      onLegEvent: (event) => {
        this.heard.push(event.kind === 'audio' ? { ...event, audio: event.audio.kept() } : event)
        if (event.kind === 'stopped') this.end({ end: 'carrier-stopped', language: 'en' })
        if (event.kind === 'lost') this.end({ end: 'carrier-lost', cause: event.cause, language: 'en' })
      },
    })
    return this.#ended.promise
  }

  end(end: LegEnd): void {
    this.#ended.resolve(end)
  }

  toolCompleted(event: EventOf<'tool.completed'>): void {
    this.answers.push(event)
  }

  release(): void {
    this.end({ end: 'released', language: 'en' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true
  }
}
