import { Failure, failureKindOf, kindOfStatus } from '@frontdesk/process/failures'
import { type TwilioClient, twilioErrorCode, twilioErrorStatus } from '@frontdesk/twilio'
import type { CarrierControl, CarrierStatus } from '../carrier-control.ts'

/** "Call is not in-progress. Cannot redirect." https://www.twilio.com/docs/api/errors/21220 */
const notInProgress = 21220
const over: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled'])

/** Newest first: whoever was ordered a moment ago is among these. */
const mostRings = 20

/** A call has one recording; more than these would be a mistake at the carrier. */
const mostRecordings = 20
const isRunning = ({ status }: { readonly status: string }) => status === 'in-progress' || status === 'paused'
/** Gone, or at its end, while we asked. */
const isOverThere = (error: unknown) => {
  if (twilioErrorStatus(error) !== 404) throw error
}

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

    async ring({ to, from, url, statusUrl, timeoutSeconds }) {
      const ordered = await client.calls.create({
        ...{ to, from, url, method: 'POST', timeout: timeoutSeconds },
        ...{ statusCallback: statusUrl, statusCallbackMethod: 'POST', statusCallbackEvent: ['completed'] },
      })
      return ordered.sid
    },

    async ringTo({ to, from, since }) {
      // Told to the second; and calls that have not begun are in no list by their start.
      const sinceMs = since.epochMilliseconds - 1_000
      const calls = await client.calls.list({ to, from, limit: mostRings })
      return calls.find(({ status, dateCreated }) => !over.has(status) && dateCreated.getTime() >= sinceMs)?.sid
    },

    async hangUp(legSid) {
      try {
        await client.calls(legSid).update({ status: 'completed' })
      } catch (error) {
        if (twilioErrorCode(error) !== notInProgress && twilioErrorStatus(error) !== 404) throw error
      }
    },

    async stopRecording(callSid) {
      try {
        const running = (await client.calls(callSid).recordings.list({ limit: mostRecordings })).filter(isRunning)
        await Promise.all(
          running.map(({ sid }) =>
            client.calls(callSid).recordings(sid).update({ status: 'stopped' }).catch(isOverThere),
          ),
        )
        return running.length
      } catch (cause) {
        const status = twilioErrorStatus(cause)
        const kind = status === undefined ? failureKindOf(cause) : kindOfStatus(status)
        throw new Failure(kind ?? 'unavailable', 'Twilio did not stop a recording', { cause })
      }
    },
  }
}
