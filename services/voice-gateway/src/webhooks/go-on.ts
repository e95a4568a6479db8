import type { Line } from '@frontdesk/line'
import type { JournalEntry, LiveCall } from '@frontdesk/records'
import { connect } from '../connect.ts'
import { type Desk, momentOf } from '../desk.ts'
import { holdCall } from '../hold.ts'

/** Opens a stream for a call that this instance may never have seen: from here on it holds the call. Answers TwiML. */
export async function goOn(desk: Desk, call: LiveCall, line: Line, journal: readonly JournalEntry[]): Promise<string> {
  const twiml = connect(desk, holdCall(desk, call, line), journal)
  await desk.records.calls.heartbeat(call.callId, desk.gatewayId, momentOf(desk))
  return twiml
}
