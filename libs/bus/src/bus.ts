import type { EventName, EventsOn, FrontdeskEvent, Handlers, Topic } from '@frontdesk/events'

/**
 * How events travel, in the words of those who publish and subscribe. Every adapter passes `contract.ts`.
 *
 * Delivery is at least once. Events of one call (`subject`) reach a subscription in the order in which they were published,
 * one at a time: while one is being retried, later ones of that call wait, those of other calls do not. An event that
 * used up its tries (the catalogue says how many) becomes a dead letter, and the call's next event goes on.
 */
export interface Bus extends AsyncDisposable {
  /** Resolves when the event is kept and every subscription that exists will get it. The same id twice is kept once. */
  publish(event: FrontdeskEvent): Promise<void>

  /**
   * Makes the subscription if it is new (it gets what is published from now on, also while nobody consumes it) and
   * consumes it until the returned value is disposed. Disposing stops taking events, waits for handlers that run, and hands back the rest.
   * Events of the topic that have no handler are acknowledged and dropped.
   * Throws `SubscriptionConflict` when the name stands for another topic or filter already.
   */
  subscribe<T extends Topic, N extends EventsOn<T>>(
    subscription: Subscription<T>,
    handlers: Handlers<N, Delivery>,
  ): Promise<AsyncDisposable>

  /**
   * The oldest 1,000 events that used up their tries, oldest first; of one subscription, or of all. Where a network is between, one
   * that another process looks at, or that was on its way here when the network broke, is missing for some seconds.
   */
  deadLetters(subscription?: string): Promise<readonly DeadLetter[]>

  /** Delivers dead letters again with all their tries, behind what the call has waiting. Returns how many. */
  redrive(subscription: string, eventIds?: readonly string[]): Promise<number>
}

export interface Subscription<T extends Topic = Topic> {
  /** Names it for ever: consumers of the same name share the work. */
  readonly name: string
  readonly topic: T
  /** Attributes that an event must carry to be delivered (see `attributesOf` in @frontdesk/events); fixed when first made. */
  readonly filter?: Readonly<Record<string, string>>
  /** How many calls are worked on at once; 16 unless told. */
  readonly concurrency?: number
  /**
   * For names that do not come back, such as one gateway instance's: after so long without a consumer, the subscription goes,
   * with what it holds. Rounded up to what the adapter can do (SQLite: 5 min, Pub/Sub: a day). Without it a subscription stays.
   */
  readonly expiresAfterMs?: number
}

/** What a handler learns of the delivery that it works on. A handler that throws is retried, unless it throws `Undeliverable`. */
export interface Delivery {
  /** 1 for the first try. */
  readonly attempt: number
  /** Aborted when the consumer is being disposed and its grace is over: give up and throw. */
  readonly signal: AbortSignal
}

export interface DeadLetter {
  readonly subscription: string
  readonly eventId: string
  /** Null when this code cannot read it, say after a roll-back: newer code may redrive it. */
  readonly event: FrontdeskEvent | null
  readonly attempts: number
  /** The last error's name and code, never its text: that may hold what a caller said. */
  readonly reason: string
  readonly diedAt: string
}

/** Thrown by a handler for an event that no further try can help: it becomes a dead letter at once. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable'
}

/** Thrown by `subscribe` when the name was made with another topic or filter: those are fixed, take a new name. */
export class SubscriptionConflict extends Error {
  override readonly name = 'SubscriptionConflict'
}

/**
 * What went wrong in delivery, for the log and the counters of whoever opened the bus. Holds no text of an error and nothing
 * that a caller said (I4); `reason` is an error's name and code.
 */
export type BusReport =
  | {
      readonly kind: 'handler-failed'
      readonly subscription: string
      readonly event: EventName
      readonly eventId: string
      readonly attempt: number
      readonly reason: string
      readonly next: 'retry' | 'dead-letter'
    }
  /** An event that this code cannot read became a dead letter. */
  | { readonly kind: 'undecodable'; readonly subscription: string; readonly eventId: string; readonly reason: string }
  /** We were too slow to say that we still work on it (a stalled process): another consumer has it, or had it. */
  | { readonly kind: 'lease-lost'; readonly subscription: string; readonly eventId: string }
  /** Dropped because nobody wanted it for too long (I6). */
  | { readonly kind: 'expired'; readonly deliveries: number; readonly subscriptions: readonly string[] }
  /** The store or the network failed; we try again. */
  | { readonly kind: 'store-failed'; readonly doing: string; readonly reason: string }
  /** The bus works no more, and will not: the process had better end. */
  | { readonly kind: 'lost'; readonly reason: string }

export type OnReport = (report: BusReport) => void
