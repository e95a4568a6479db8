import { type CallRow, durationSeconds } from './rows.ts'
import type { WebhookParams } from './webhooks.ts'
import { rfc2822 } from './when.ts'

/** What every webhook about a call says, empty guesses about places included. */
export function callParams(row: CallRow, accountSid: string): WebhookParams {
  return {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    CallSid: row.sid,
    CallStatus: row.status,
    Direction: row.direction,
    From: row.from,
    Caller: row.from,
    To: row.to,
    Called: row.to,
    ...placeOf('From', row.from),
    ...placeOf('Caller', row.from),
    ...placeOf('To', row.to),
    ...placeOf('Called', row.to),
    ...(row.parentCallSid === null ? {} : { ParentCallSid: row.parentCallSid }),
  }
}

export type StatusEvent = 'initiated' | 'ringing' | 'answered' | 'completed'

/** What a call's status callback adds. Minutes are those that are billed: begun ones count. */
export function statusParams(row: CallRow, accountSid: string): WebhookParams {
  const seconds = durationSeconds(row)
  return {
    ...callParams(row, accountSid),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(row.callbacks),
    Timestamp: rfc2822(Date.now()),
    ...(row.endedAtMs === null
      ? {}
      : { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)), SipResponseCode: '200' }),
  }
}

const countries: Readonly<Record<string, string>> = { '+1': 'US', '+41': 'CH', '+43': 'AT', '+44': 'GB', '+49': 'DE' }

function placeOf(who: string, number: string): WebhookParams {
  const prefix = Object.keys(countries).find((code) => number.startsWith(code))
  const country = prefix === undefined ? '' : (countries[prefix] ?? '')
  return { [`${who}City`]: '', [`${who}State`]: '', [`${who}Zip`]: '', [`${who}Country`]: country }
}
