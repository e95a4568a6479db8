import type { CallRecord, JournalEntry } from '@frontdesk/records'
import type { Desk } from '../desk.ts'
import { traceOf } from '../tracing/call-trace.ts'

/** Resolves to the trace's id; null where nobody wants traces. @throws Failure */
export async function sendTrace(
  desk: Desk,
  record: CallRecord,
  journal: readonly JournalEntry[],
): Promise<string | null> {
  if (desk.tracer === undefined) return null
  try {
    return await desk.tracer.send(traceOf(record, journal))
  } catch (error) {
    desk.log.warn('the trace of a call was not taken', { callId: record.callId, error })
    throw error
  }
}
