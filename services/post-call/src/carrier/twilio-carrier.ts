import { Failure, failureKindOf, kindOfStatus } from '@frontdesk/process/failures'
import { type TwilioAccount, twilioClient, twilioErrorStatus } from '@frontdesk/twilio'
import { smsSegments } from '../cost/sms-segments.ts'
import type { Carrier, CarrierRecording } from './carrier.ts'
import { openMedia } from './media.ts'

/** A call has one recording, and at most a message besides; more than these would be a mistake at the carrier. */
const mostRecordings = 20
/** A message that was accepted and could not be delivered, for its number is a landline. */
const landlineCode = 30006
/** The source of what `<Record>` recorded: the caller alone, behind a tone. */
const messageSource = 'RecordVerb'

/** Twilio as the place where recordings and messages are asked for: https://www.twilio.com/docs/voice/api/recording */
export function twilioCarrier(account: TwilioAccount): Carrier {
  const client = twilioClient(account)
  return {
    async recordings(callSid, of = 'call') {
      const list = await failing('list recordings', client.recordings.list({ callSid, limit: mostRecordings }))
      const fitting = list.filter(({ source }) => (source === messageSource) === (of === 'message'))
      return fitting.map(({ sid, status, duration }) => {
        return { sid, state: stateOf(status), durationMs: Math.max(0, Number(duration) || 0) * 1_000 }
      })
    },
    audio: (recordingSid, signal) => openMedia(account, recordingSid, signal),
    async remove(recordingSid) {
      await failing('delete a recording', client.recordings(recordingSid).remove()).catch((error: unknown) => {
        if (!(error instanceof Failure) || error.kind !== 'not-found') throw error
      })
    },
    async message(messageSid) {
      const message = await failing('fetch a message', client.messages(messageSid).fetch())
      const { from, to, body, numSegments, errorCode } = message
      const segments = Number(numSegments) || smsSegments(body)
      return { from: from ?? '', to, segments, toLandline: errorCode === landlineCode }
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
