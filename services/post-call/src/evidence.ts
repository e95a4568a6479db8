import type { Line } from '@frontdesk/line'
import type { CallEnd, Intent, Journalled, LiveCall, Records } from '@frontdesk/records'

/** All that the record of a call is made of, besides its recording: read anew at every try. */
export interface Evidence {
  readonly call: EndedCall
  /** Undefined when the line is no longer ours. */
  readonly line: Line | undefined
  readonly journal: readonly Journalled[]
  readonly intents: readonly Intent[]
  /** Whether a person was promised to ring the caller, by whomever. */
  readonly callbackPromised: boolean
}

export type EndedCall = LiveCall & { readonly end: CallEnd }

export const isEnded = (call: LiveCall): call is EndedCall => call.end !== undefined

export async function gather(records: Records, call: EndedCall, line: Line | undefined): Promise<Evidence> {
  const [journal, intents, callbacks] = await Promise.all([
    records.journal.read(call.callId),
    records.ledger.ofCall(call.callId),
    records.callbacks.ofCall(call.callId),
  ])
  return { call, line, journal, intents, callbackPromised: callbacks.length > 0 }
}
