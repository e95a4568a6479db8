/** What we may ask of the carrier about a call from outside of it, in our words. */
export interface CarrierControl {
  /** Makes the carrier drop what it does with the call and ask `url` what to do. `ended`: there is no call any more. */
  redirect(callSid: string, url: string): Promise<'redirected' | 'ended'>
  /** Rings somebody, and asks `url` what to do when they answer. Resolves to the leg's name at the carrier. */
  ring(order: RingOrder): Promise<string>
  /** The newest leg that runs from one number to another and was ordered since; undefined when there is none. */
  ringTo(order: {
    readonly to: string
    readonly from: string
    readonly since: Temporal.Instant
  }): Promise<string | undefined>
  /** Ends the leg, answered or not. Safe to repeat. */
  hangUp(legSid: string): Promise<void>
  status(callSid: string): Promise<CarrierStatus>
  /** No recording of the call runs afterwards. Resolves to how many did. @throws Failure */
  stopRecording(callSid: string): Promise<number>
}

/** Numbers are E.164. `statusUrl` is told once, when the leg is over. */
export interface RingOrder {
  readonly to: string
  readonly from: string
  readonly url: string
  readonly statusUrl: string
  readonly timeoutSeconds: number
}

export type CarrierStatus =
  | { readonly state: 'alive' }
  /** `endedAt` is RFC 3339 in UTC, where the carrier tells it. */
  | { readonly state: 'ended'; readonly failed: boolean; readonly endedAt?: string }
  /** The carrier knows no such call. */
  | { readonly state: 'unknown' }
