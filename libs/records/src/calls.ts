import type { callEndReasons } from '@frontdesk/events'
import type { CallRecord, CallRecordPage, CallRecordQuery } from './call-record.ts'

/** A call from its admission on: who holds it, and the one way in which it ended. */
export interface LiveCall {
  readonly callId: string
  readonly lineId: string
  readonly callSid: string
  /** E.164, or null for a caller who withholds it. */
  readonly caller: string | null
  readonly called: string
  readonly startedAt: string
  /** The gateway instance that holds the call now. */
  readonly gateway: string
  readonly heartbeatAt: string
  readonly recording: 'expected' | 'none'
  readonly end?: CallEnd
}

export interface CallEnd {
  readonly reason: (typeof callEndReasons)[number]
  readonly endedAt: string
}

export interface Calls {
  /** Admits a call. False when a call of this id is known already: nothing was changed. */
  admit(call: LiveCall): Promise<boolean>
  find(callId: string): Promise<LiveCall | undefined>
  /**
   * `gateway` holds the call from here on, whoever held it before: the carrier brought the call to it. Behind the end this
   * changes nothing. @throws UnknownCall
   */
  take(callId: string, gateway: string, at: string): Promise<void>
  /**
   * Says that `gateway` is alive and holds these calls. Returns those that it holds no more, which it must let go of: another
   * gateway took them, or they have an end.
   */
  beat(callIds: readonly string[], gateway: string, at: string): Promise<readonly string[]>
  /**
   * Takes a call over that was left behind: its last heartbeat is older than `before`, or it stands under `gateway` itself
   * (which has just started). True for one alone of those who try.
   */
  adopt(callId: string, gateway: string, when: { readonly at: string; readonly before: string }): Promise<boolean>
  /** Uses up the pass that lets one media stream of the call in. True for the first who does, on whichever instance. @throws UnknownCall */
  redeem(callId: string, pass: string): Promise<boolean>
  /** The recording was really asked of the carrier (or not): decides whether post-call waits for one. @throws UnknownCall */
  expectRecording(callId: string, recording: 'expected' | 'none'): Promise<void>
  /** Ends the call; the first end wins and is returned, whoever asks (I1). @throws UnknownCall */
  end(callId: string, end: CallEnd): Promise<CallEnd>
  /** Notes that `call.ended` of this call was published. @throws UnknownCall */
  endPublished(callId: string): Promise<void>
  /** Calls without an end whose holder's heartbeat is older than `before`, oldest first. */
  orphans(before: string): Promise<readonly LiveCall[]>
  /** How many calls of the line have no end. */
  countOpen(lineId: string): Promise<number>
  /** Calls with an end that was not yet published, in the order in which they ended. */
  endsToPublish(): Promise<readonly LiveCall[]>

  /** Writes the call record; a later write of the same call replaces it whole, in its place among the others. */
  putRecord(record: CallRecord): Promise<void>
  record(callId: string): Promise<CallRecord | undefined>
  /** Newest first, by when they were created; `next` resumes where the page ended, whatever was added since. @throws BadCursor */
  records(query: CallRecordQuery): Promise<CallRecordPage>
  /** Call records whose processing has not finished, oldest first. */
  unfinished(): Promise<readonly CallRecord[]>
}

export class UnknownCall extends Error {
  override readonly name = 'UnknownCall'
  constructor(callId: string) {
    super(`no call ${callId} was admitted`)
  }
}

export class BadCursor extends Error {
  override readonly name = 'BadCursor'
  constructor() {
    super('`after` must be the `next` of an earlier page of call records')
  }
}
