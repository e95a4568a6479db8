import type { Message } from '@google-cloud/pubsub'
import { type AnyHandlers, giveUpMs, type Handled, type HandlingSettings, handle } from '../handling.ts'
import { within } from '../within.ts'
import { eventIdOf, isFor, wantedOnce } from './attributes.ts'
import { firstAttempt } from './first-attempt.ts'
import type { Corpse } from './found.ts'
import { type Held, Shelf } from './shelf.ts'

export interface PullerSettings extends HandlingSettings {
  /** How long a handler may run on after dispose before its signal is aborted. */
  readonly graceMs: number
  /** How long one try may take: after that its event is handed back, whatever the handler does. */
  readonly tryMs: number
}

/** Puts an event with the dead letters; tries until it is kept, or the signal is aborted. */
export type Bury = (corpse: Corpse, attempts: number, reason: string, signal: AbortSignal) => Promise<void>

export interface PullerParts {
  readonly subscription: string
  readonly handlers: AnyHandlers
  readonly concurrency: number
  readonly bury: Bury
  readonly settings: PullerSettings
}

/**
 * Works on what a streaming pull brings: one event of a call at a time, `concurrency` calls at once. What failed waits here
 * for its next try, by the policy of its event and with its lease kept alive; it is acknowledged when its work is done.
 */
export class Puller {
  readonly #parts: PullerParts
  readonly #shelf = new Shelf()
  readonly #running = new Set<Promise<void>>()
  readonly #giveUp = new AbortController()
  #draining = false

  constructor(parts: PullerParts) {
    this.#parts = parts
  }

  take(message: Message): void {
    if (this.#draining) message.nack()
    else if (isFor(message.attributes, this.#parts.subscription)) this.#hold(message)
    else message.ack()
  }

  #hold(message: Message): void {
    const { id: messageId, attributes, data, orderingKey, deliveryAttempt } = message
    const [id, eventId] = [wantedOnce(attributes, messageId), eventIdOf(attributes, messageId)]
    const attempt = firstAttempt(attributes.type, deliveryAttempt, this.#parts.settings.retryOf)
    this.#shelf.add({ id, call: orderingKey || messageId, eventId, data, attributes, attempt }, message)
    this.#workOn()
  }

  #workOn(): void {
    while (!this.#draining && this.#running.size < this.#parts.concurrency) {
      const held = this.#shelf.next()
      if (held === undefined) return
      const run = this.#work(held).finally(() => {
        this.#running.delete(run)
        this.#workOn()
      })
      this.#running.add(run)
    }
  }

  async #work(held: Held): Promise<void> {
    const handled = await this.#try(held)
    if (handled.kind === 'done') return this.#shelf.done(held)
    if (handled.kind === 'dead') return this.#bury(held, handled.reason)
    if (handled.kind === 'hand-back' || this.#draining) return this.#shelf.handBack(held.call)
    this.#shelf.rest(held, handled.delayMs, () => this.#workOn())
  }

  async #bury(held: Held, reason: string): Promise<void> {
    try {
      await this.#parts.bury(held, held.attempt, reason, this.#giveUp.signal)
      this.#shelf.done(held)
    } catch {
      // Reported where it failed. Not buried, so not acknowledged: it comes again.
      this.#shelf.handBack(held.call)
    }
  }

  /** A handler that does not give up when it is told to is left behind: what it does then, it does beside another's try. */
  async #try({ data, eventId, attempt }: Held): Promise<Handled> {
    const { subscription, handlers, settings } = this.#parts
    const tooLong = new AbortController()
    const signal = AbortSignal.any([this.#giveUp.signal, tooLong.signal])
    const abandoned = Promise.withResolvers<Handled>()
    const timers = [setTimeout(() => tooLong.abort(), settings.tryMs)]
    const onAbort = () => timers.push(setTimeout(abandoned.resolve, giveUpMs, { kind: 'hand-back' }))
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      const wire = Buffer.from(data).toString('utf8')
      const handled = handle({ subscription, eventId, wire, attempt, signal }, handlers, settings)
      return await Promise.race([handled, abandoned.promise])
    } finally {
      if (tooLong.signal.aborted) settings.onReport({ kind: 'lease-lost', subscription, eventId })
      for (const timer of timers) clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Works on nothing new; hands back what waits; waits for what runs; tells what is late to give up, and hands it back. */
  async drain(): Promise<void> {
    this.#draining = true
    this.#shelf.handBackIdle()
    if ((await within(this.#parts.settings.graceMs, this.#allRun())) === 'done') return
    this.#giveUp.abort()
    await this.#allRun()
  }

  async #allRun(): Promise<void> {
    await Promise.all(this.#running)
  }
}
