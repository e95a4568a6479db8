import { type TwilioClient, twilioErrorCode, twilioErrorStatus } from '@frontdesk/twilio'
import type { CarrierControl, CarrierStatus } from '../carrier-control.ts'

/** "Call is not in-progress. Cannot redirect." https://www.twilio.com/docs/api/errors/21220 */
const notInProgress = 21220
const over: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled'])

/** The carrier's REST API. What is not told by the result is thrown: a refusal of our credentials, an outage, a time-out. */
export function twilioControl(client: TwilioClient): CarrierControl {
  return {
    async redirect(callSid, url) {
      try {
        await client.calls(callSid).update({ url, method: 'POST' })
        return 'redirected'
      } catch (error) {
        if (twilioErrorCode(error) === notInProgress || twilioErrorStatus(error) === 404) return 'ended'
        throw error
      }
    },

    async status(callSid): Promise<CarrierStatus> {
      try {
        const { status, endTime } = await client.calls(callSid).fetch()
        if (!over.has(status)) return { state: 'alive' }
        const endedAt = endTime instanceof Date && !Number.isNaN(endTime.getTime()) ? endTime.toISOString() : undefined
        return { state: 'ended', failed: status === 'failed', ...(endedAt === undefined ? {} : { endedAt }) }
      } catch (error) {
        if (twilioErrorStatus(error) === 404) return { state: 'unknown' }
        throw error
      }
    },
  }
}
