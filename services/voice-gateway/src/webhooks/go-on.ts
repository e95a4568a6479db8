import type { Line } from '@frontdesk/line'
import type { JournalEntry, LiveCall } from '@frontdesk/records'
import { connect } from '../connect.ts'
import { type Desk, momentOf } from '../desk.ts'
import { holdCall } from '../hold.ts'

/** Opens a stream for a call that this instance may never have seen: from here on it holds the call. Answers TwiML. */
export async function goOn(desk: Desk, call: LiveCall, line: Line, journal: readonly JournalEntry[]): Promise<string> {
  // First: what is held here but stands under another's name would be let go of at the next heartbeat.
  await desk.records.calls.take(call.callId, desk.gatewayId, momentOf(desk))
  return connect(desk, holdCall(desk, call, line), journal)
}
