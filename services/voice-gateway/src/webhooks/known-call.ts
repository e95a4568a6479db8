import type { Line } from '@frontdesk/line'
import type { LiveCall } from '@frontdesk/records'
import { callIdOf } from '../call-id.ts'
import { type Desk, lineById } from '../desk.ts'

export interface KnownCall {
  readonly call: LiveCall
  readonly line: Line
}

/** The call that an address of ours names, with its line; undefined, and counted, for one that is not ours or whose line is gone. */
export async function knownCall(desk: Desk, callId: string): Promise<KnownCall | undefined> {
  const call = await desk.records.calls.find(callId)
  const line = call === undefined ? undefined : lineById(desk, call.lineId)
  if (call !== undefined && line !== undefined) return { call, line }
  desk.count('unknown-call')
  return undefined
}

/** The same where the carrier says itself which call it asks about: the address must name that one. */
export async function calledAt(desk: Desk, callId: string, callSid: string): Promise<KnownCall | undefined> {
  if (callIdOf(callSid) === callId) return knownCall(desk, callId)
  desk.count('unknown-call')
  return undefined
}
