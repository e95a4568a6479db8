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
   * Says that `gateway` holds the call and is alive; takes the call over when another held it. What is older than the last
   * heartbeat, or behind the end, changes nothing. @throws UnknownCall
   */
  heartbeat(callId: string, gateway: string, at: string): Promise<void>
  /** The recording was really asked of the carrier (or not): decides whether post-call waits for one. @throws UnknownCall */
  expectRecording(callId: string, recording: 'expected' | 'none'): Promise<void>
  /** Ends the call; the first end wins and is returned, whoever asks (I1). @throws UnknownCall */
  end(callId: string, end: CallEnd): Promise<CallEnd>
  /** Notes that `call.ended` of this call was published. @throws UnknownCall */
  endPublished(callId: string): Promise<void>
  /** Calls without an end whose holder's heartbeat is older than `before`, oldest first. */
  orphans(before: string): Promise<readonly LiveCall[]>
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
