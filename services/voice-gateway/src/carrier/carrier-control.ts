/** What we may ask of the carrier about a call from outside of it, in our words. */
export interface CarrierControl {
  /** Makes the carrier drop what it does with the call and ask `url` what to do. `ended`: there is no call any more. */
  redirect(callSid: string, url: string): Promise<'redirected' | 'ended'>
  status(callSid: string): Promise<CarrierStatus>
}

export type CarrierStatus =
  | { readonly state: 'alive' }
  /** `endedAt` is RFC 3339 in UTC, where the carrier tells it. */
  | { readonly state: 'ended'; readonly failed: boolean; readonly endedAt?: string }
  /** The carrier knows no such call. */
  | { readonly state: 'unknown' }
