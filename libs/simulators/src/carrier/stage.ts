import type { Arms } from './arms.ts'
import type { Rooms } from './conference/rooms.ts'
import type { Digits } from './digits.ts'
import type { Leg } from './leg.ts'
import type { Callback, CallRow, RecordingRow } from './rows.ts'
import type { CarrierSettings } from './settings.ts'
import type { StreamTrouble } from './stream/stream-trouble.ts'
import type { Target, Verb } from './twiml/verbs.ts'
import type { WebhookParams, Webhooks } from './webhooks.ts'

/** How a call ended, as the network saw it. */
export type EndHow =
  /** By its document: `<Hangup>`, or nothing was left to do. */
  | 'hung-up'
  | 'party-hung-up'
  | 'by-api'
  | 'rejected'
  | 'busy'
  | 'no-answer'
  | 'canceled'
  | 'failed'
  /** The document could not be had, or not be understood. */
  | 'application-error'
  /** The process that is the network stopped. */
  | 'network-stopped'

/** What a call does next. */
export type Next =
  | { readonly kind: 'fetch'; readonly target: Target; readonly params: WebhookParams }
  | { readonly kind: 'document'; readonly twiml: string }
  | { readonly kind: 'play'; readonly verbs: readonly Verb[] }
  /** The document has run out. */
  | { readonly kind: 'over' }
  | { readonly kind: 'end'; readonly how: EndHow }

/** One call as its document's verbs see it. */
export interface Stage {
  readonly callSid: string
  readonly leg: Leg
  readonly digits: Digits
  /** Aborted when the document is replaced or the call ends: whatever plays must then stop and clean up. */
  readonly signal: AbortSignal
  readonly network: Network
  /** What a webhook about the call says. */
  params(): WebhookParams
  /** The address of a verb's target. @throws TwimlFault when it is relative to nothing */
  resolve(target: Target): Target
  /** The running document's own address. @throws TwimlFault when it came without one */
  own(): Target
  /** Tells the address that the party has put the phone down in the middle of a verb, when that is why it was cut short. */
  tellOfEnd(target: Target, params: WebhookParams): void
}

export interface DialOrder {
  readonly parentCallSid: string
  readonly from: string | undefined
  readonly to: string
  readonly timeoutMs: number
  readonly whisper: Target | undefined
  readonly callback: Callback | null
}

/** A call to somebody who is being fetched into another one. */
export interface DialedCall {
  readonly sid: string
  readonly leg: Leg
  /** Whether the phone was answered; the call is over when it was not. */
  readonly reached: Promise<boolean>
  /** Whether the person has heard the whisper to its end and is there to be connected. */
  readonly accepted: Promise<boolean>
  readonly ended: Promise<Ended>
  hangUp(how: 'hung-up' | 'canceled'): void
}

export interface Ended {
  readonly sid: string
  readonly how: EndHow
  /** From answering. */
  readonly durationMs: number
}

export interface RecordingOrder {
  readonly name: string | undefined
  readonly channels: 'mono' | 'dual'
  readonly track: RecordingRow['track']
  readonly trim: RecordingRow['trim']
  readonly source: RecordingRow['source']
  readonly callback: Callback | null
}

/** A `clear` on a call's stream, and what the ear had heard of the stream by then. */
export interface Cleared {
  readonly callSid: string
  /** On this process's monotonic clock. */
  readonly atMs: number
  /** All audio that was played since the stream's start. */
  readonly heardMs: number
}

/** What all calls share. */
export interface Network {
  readonly accountSid: string
  readonly authToken: string
  readonly webhooks: Webhooks
  readonly streamTrouble: Arms<'stream', StreamTrouble>
  readonly settings: CarrierSettings
  readonly closing: AbortSignal
  say(text: string, language: string): Promise<Uint8Array>
  /** What somebody said; undefined when no words could be made out. */
  recognise(mulaw: Uint8Array, language: string): Promise<string | undefined>
  warn(callSid: string, code: number, message: string): void
  /** The server has taken back what it sent. */
  cleared(clear: Cleared): void
  /** Undefined when the call is being recorded already. */
  record(call: { readonly sid: string; readonly leg: Leg }, order: RecordingOrder): RecordingRow | undefined
  /** `silent`: there was nothing to hear in it. */
  recordingEnds(callSid: string, why?: 'silent'): void
  /** False when no recording of this name runs. */
  recordingStops(callSid: string, name: string): boolean
  recordingUrl(sid: string): string
  readonly rooms: Rooms
  dial(order: DialOrder): DialedCall
  /** Keeps the row and tells the views. */
  keep(row: CallRow): void
  tellViews(ended: Ended): void
}
