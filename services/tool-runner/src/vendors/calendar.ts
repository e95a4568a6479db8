import type { Busy, Span } from '../slots.ts'
import type { VendorFailure } from './vendor-failure.ts'

export interface EventTime {
  readonly start: Temporal.ZonedDateTime
  readonly end: Temporal.ZonedDateTime
}

/** What an appointment that we made says of itself, to us alone. */
export interface OwnDetails {
  /** The intent that it was made for. */
  readonly intent: string
  readonly callId: string
  readonly service: string
  /** The customer's, as `nameKey` writes it. */
  readonly name: string
  /** The customer's number, and the one that the booking call came from. */
  readonly phone: string | null
  readonly caller: string | null
  /** In lower case. */
  readonly email: string | null
  /** What the customer's SMS named it by. */
  readonly reference: string
  readonly bufferBeforeMinutes: number
  readonly bufferAfterMinutes: number
  /** How often it was moved, by which intent last, and from where. */
  readonly moves: number
  readonly movedBy: string | undefined
  readonly movedFrom: Span | undefined
}

export interface NewEvent extends EventTime {
  /** Base32hex in lower case, 5 to 1,024 characters: the calendar takes an id once. */
  readonly id: string
  readonly summary: string
  readonly description: string
  readonly details: Omit<OwnDetails, 'moves' | 'movedBy' | 'movedFrom'>
}

export interface BookedEvent {
  readonly id: string
  /** Of its present state: a change that names it is refused when somebody was quicker. */
  readonly etag: string
  readonly createdAt: Temporal.Instant
  /** Since when it has been where it is. */
  readonly standsSince: Temporal.Instant
  readonly isCancelled: boolean
  readonly isBlocking: boolean
  /** Undefined for one of whole days. */
  readonly from: Temporal.Instant | undefined
  readonly to: Temporal.Instant | undefined
  /** Undefined for one that somebody else made. */
  readonly own: OwnDetails | undefined
}

/** Whose appointments are looked for: all that is named must fit. */
export interface Person {
  readonly name?: string
  readonly phone?: string
  readonly caller?: string
  readonly email?: string
}

export interface Move extends EventTime {
  readonly intent: string
  /** How often it was moved with this one. */
  readonly moves: number
  readonly from: EventTime
}

/** A practice's calendars, in our words. Every method throws VendorFailure, or the signal's reason. */
export interface Calendar {
  /** What is taken of each calendar; of one that cannot be read why not, for what is unknown is not free. */
  busy(
    calendarIds: readonly string[],
    span: Span,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly Busy[] | VendorFailure>>
  /** Our own appointments that need more than their own time. */
  buffered(calendarId: string, span: Span, signal: AbortSignal): Promise<readonly Busy[]>
  /** @throws VendorFailure of kind `conflict` when the id is taken */
  insert(calendarId: string, event: NewEvent, signal: AbortSignal): Promise<void>
  get(calendarId: string, eventId: string, signal: AbortSignal): Promise<BookedEvent | undefined>
  /** The events that an intent made, the cancelled ones too: more than one where the calendar did not notice a doubled id. */
  madeBy(calendarId: string, intent: string, signal: AbortSignal): Promise<readonly BookedEvent[]>
  /** The events that block some of the time; none that was cancelled. */
  blocking(calendarId: string, span: Span, signal: AbortSignal): Promise<readonly BookedEvent[]>
  /** The person's appointments that end after `from`, and begin before `to` where that is given, in order. */
  ofPerson(
    calendarId: string,
    person: Person,
    within: { readonly from: Temporal.Instant; readonly to?: Temporal.Instant },
    signal: AbortSignal,
  ): Promise<readonly BookedEvent[]>
  /** @throws VendorFailure of kind `conflict` when it is not in the state of that etag any more */
  move(calendarId: string, eventId: string, move: Move, etag: string, signal: AbortSignal): Promise<void>
  /** Cancels the event; one that is gone already is no failure. @throws VendorFailure of kind `conflict`, as `move` does */
  cancel(calendarId: string, eventId: string, signal: AbortSignal, etag?: string): Promise<void>
}
