import { Failure, failureKindOf, kindOfStatus } from '@frontdesk/process/failures'
import { type TwilioAccount, twilioClient, twilioErrorStatus } from '@frontdesk/twilio'
import { smsSegments } from '../cost/sms-segments.ts'
import type { Carrier, CarrierRecording } from './carrier.ts'
import { openMedia } from './media.ts'

/** A call has one recording; more than these would be a mistake at the carrier. */
const mostRecordings = 20

/** Twilio as the place where recordings and messages are asked for: https://www.twilio.com/docs/voice/api/recording */
export function twilioCarrier(account: TwilioAccount): Carrier {
  const client = twilioClient(account)
  return {
    async recordings(callSid) {
      const list = await failing('list recordings', client.recordings.list({ callSid, limit: mostRecordings }))
      return list.map(({ sid, status, duration }) => {
        return { sid, state: stateOf(status), durationMs: Math.max(0, Number(duration) || 0) * 1_000 }
      })
    },
    audio: (recordingSid, signal) => openMedia(account, recordingSid, signal),
    async message(messageSid) {
      const { to, body, numSegments } = await failing('fetch a message', client.messages(messageSid).fetch())
      return { to, segments: Number(numSegments) || smsSegments(body) }
    },
  }
}

/** `stopped` and `processing` come before `completed`; `deleted` comes after it. */
function stateOf(status: string): CarrierRecording['state'] {
  if (status === 'completed' || status === 'absent' || status === 'failed') return status
  return status === 'deleted' ? 'absent' : 'pending'
}

async function failing<T>(what: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    const status = twilioErrorStatus(cause)
    const kind = status === undefined ? failureKindOf(cause) : kindOfStatus(status)
    throw new Failure(kind ?? 'bad-answer', `Twilio did not let us ${what}`, { cause })
  }
}
