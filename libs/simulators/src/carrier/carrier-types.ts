import type { Asked } from '../server/asked.ts'
import type { ArmedTrouble, Trouble } from '../server/trouble.ts'
import type { Armed } from './arms.ts'
import type { MessageFate } from './messages.ts'
import type { PhoneOptions } from './party.ts'
import type { CallsCall } from './rest/calls.ts'
import type { ConferencesCall } from './rest/conferences.ts'
import type { MessagesCall } from './rest/messages.ts'
import type { RecordingsCall } from './rest/recordings.ts'
import type { CallRow, MessageRow, RecordingRow } from './rows.ts'
import type { CarrierSettings } from './settings.ts'
import type { Cleared, Ended } from './stage.ts'
import type { StreamTrouble } from './stream/stream-trouble.ts'
import type { CallOptions, NumberOptions } from './switchboard.ts'
import type { Webhook, WebhookTrouble } from './webhooks.ts'

export type RestCall = CallsCall | ConferencesCall | MessagesCall | RecordingsCall

/** Something that Twilio would put into its debugger. */
export interface CarrierWarning {
  readonly callSid: string
  /** As Twilio numbers them. */
  readonly code: number
  readonly message: string
}

export interface CarrierOptions {
  readonly accountSid: string
  readonly authToken: string
  /** Default: any free one. */
  readonly port?: number
  /** Default: 127.0.0.1. */
  readonly host?: string
  /** Where recordings lie, as WAV files; without it they are lost with the process. */
  readonly recordingsFolder?: string
  /** Where calls, recordings and messages are kept; with it they outlive the process, however it dies. */
  readonly stateFile?: string
  /** Speaks what `<Say>` says, as mu-law at 8 kHz; `language` is BCP 47. Default: a tone as long as the text. */
  readonly say?: (text: string, language: string) => Promise<Uint8Array>
  /** Understands what callers say to a `<Gather>`. Default: nothing. */
  readonly recognise?: (mulaw: Uint8Array, language: string) => Promise<string | undefined>
  readonly settings?: Partial<CarrierSettings>
}

export interface PlacedCall {
  readonly sid: string
  readonly ended: Promise<Ended>
  /** The caller puts the phone down. */
  hangUp(): void
}

export interface CarrierEvents {
  ringing: [call: CallRow]
  answered: [call: CallRow]
  ended: [ended: Ended]
  warning: [warning: CarrierWarning]
  message: [message: MessageRow]
}

/** Twilio, as far as its wire goes. Disposing it ends every call and cuts every connection; nobody is told any more. */
export interface Carrier extends AsyncDisposable {
  /** Origin without a slash at the end: what stands for https://api.twilio.com. */
  readonly url: string
  readonly settings: CarrierSettings
  /** Gives the carrier a number and says who answers for it; again, to change that. */
  number(number: string, options: NumberOptions): void
  /** Puts up a phone that can be rung; again, to change what its person does. */
  phone(number: string, options: PhoneOptions): void
  /** Places a call to one of the carrier's numbers. */
  call(options: CallOptions): PlacedCall
  readonly calls: readonly CallRow[]
  readonly messages: readonly MessageRow[]
  readonly recordings: readonly RecordingRow[]
  /** Samples of a completed recording, one array a channel: what came from the caller, what went to the caller. */
  recorded(recordingSid: string): Int16Array[] | undefined
  /** What becomes of messages to a number, from now on. */
  messageFate(number: string, fate: MessageFate): void
  /** The number has answered STOP. */
  optOut(number: string): void
  /** The number is a landline, as the carrier knows: 21614. */
  takesNoMessages(number: string): void
  /** What the API was asked, oldest first. */
  readonly asked: readonly Asked<RestCall>[]
  untilAsked(fits: (asked: Asked<RestCall>) => boolean, withinMs?: number): Promise<Asked<RestCall>>
  /** What was sent to the application, each with what became of it. */
  readonly webhooks: readonly Webhook[]
  untilWebhook(fits: (webhook: Webhook) => boolean, withinMs?: number): Promise<Webhook>
  /** Every `clear`, with what the ear had heard. */
  readonly clears: readonly Cleared[]
  untilClear(fits: (clear: Cleared) => boolean, withinMs?: number): Promise<Cleared>
  readonly warnings: readonly CarrierWarning[]
  untilWarning(fits: (warning: CarrierWarning) => boolean, withinMs?: number): Promise<CarrierWarning>
  readonly trouble: {
    /** The API: 429, hanging, a socket that dies after the effect. */
    rest(trouble: Trouble<RestCall>): ArmedTrouble
    webhook(trouble: WebhookTrouble): Armed
    stream(trouble: StreamTrouble): Armed
    clear(): void
  }
  /** Until disposed. */
  on<Name extends keyof CarrierEvents>(name: Name, listener: (...args: CarrierEvents[Name]) => void): Disposable
}
