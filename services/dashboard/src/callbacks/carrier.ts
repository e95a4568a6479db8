import { type TwilioClient, twilioErrorStatus } from '@frontdesk/twilio'

/** What the dashboard asks of the telephone network, in its own words. */
export interface Carrier {
  /** Rings a member of staff for a callback; the gateway is asked what to do once they pick up. */
  ring(ring: RingOrder): Promise<Placed>
  status(callSid: string): Promise<RingStatus>
}

export interface RingOrder {
  readonly to: string
  readonly from: string
  readonly callbackId: string
  readonly ringId: string
}

export type Placed =
  | { readonly placed: 'yes'; readonly callSid: string }
  /** The network said no, and rang nobody. */
  | { readonly placed: 'no' }
  /** No answer, or none that can be read: it may be ringing. */
  | { readonly placed: 'unknown'; readonly error: unknown }

export type RingStatus =
  | { readonly state: 'alive' }
  /** `word` is the carrier's: `completed`, `busy`, `no-answer`, `failed`, `canceled`. */
  | { readonly state: 'over'; readonly word: string; readonly endedAt: Temporal.Instant | undefined }
  | { readonly state: 'unknown' }

const rings = { forSeconds: 25 } as const
const over: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled'])

/** @param gatewayUrl what the carrier knows the voice gateway by, without a slash at its end */
export function twilioCarrier(client: TwilioClient, gatewayUrl: string): Carrier {
  return {
    async ring({ to, from, callbackId, ringId }) {
      const url = `${gatewayUrl}/voice/callback/${callbackId}/${ringId}`
      const asks = { url, method: 'POST', statusCallback: `${url}/status`, statusCallbackMethod: 'POST' }
      try {
        const call = await client.calls.create({ to, from, ...asks, timeout: rings.forSeconds })
        return { placed: 'yes', callSid: call.sid }
      } catch (error) {
        const status = twilioErrorStatus(error)
        return status !== undefined && status < 500 ? { placed: 'no' } : { placed: 'unknown', error }
      }
    },

    async status(callSid) {
      try {
        const { status, endTime } = await client.calls(callSid).fetch()
        if (!over.has(status)) return { state: 'alive' }
        const ms = endTime instanceof Date ? endTime.getTime() : Number.NaN
        const endedAt = Number.isNaN(ms) ? undefined : Temporal.Instant.fromEpochMilliseconds(ms)
        return { state: 'over', word: status, endedAt }
      } catch (error) {
        if (twilioErrorStatus(error) === 404) return { state: 'unknown' }
        throw error
      }
    },
  }
}
