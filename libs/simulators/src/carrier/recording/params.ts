import type { RecordingRow } from '../rows.ts'
import type { WebhookParams } from '../webhooks.ts'
import { rfc2822 } from '../when.ts'

/** What a recording's status callback says. */
export function recordingParams(row: RecordingRow, accountSid: string, url: string): WebhookParams {
  return {
    AccountSid: accountSid,
    CallSid: row.callSid,
    RecordingSid: row.sid,
    RecordingUrl: url,
    RecordingStatus: row.status,
    RecordingDuration: row.durationMs === null ? '-1' : String(recordingSeconds(row)),
    RecordingChannels: String(row.channels),
    RecordingStartTime: rfc2822(row.startedAtMs),
    RecordingSource: row.source,
    RecordingTrack: row.track,
    ErrorCode: String(row.errorCode ?? 0),
  }
}

/** Whole seconds, and never 0 for something that was recorded. */
export function recordingSeconds({ durationMs }: RecordingRow): number {
  return durationMs ? Math.max(1, Math.round(durationMs / 1_000)) : 0
}
