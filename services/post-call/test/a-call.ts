import { createHash, randomUUID } from 'node:crypto'
import { decodeMulaw, SAMPLE_RATE } from '@frontdesk/audio/mulaw'
import { wavFile } from '@frontdesk/audio/wav'
import type { DataOf } from '@frontdesk/events'
import type { JournalEntry, LiveCall, Records } from '@frontdesk/records'
import type { MessageRow, RecordingRow } from '@frontdesk/simulators/carrier'
import type { Speech } from '@frontdesk/simulators/speech'
import { line } from './house.ts'

/** A booking, as gateway and tool-runner leave it behind. */
export const said = {
  agent: 'Guten Tag, hier ist Mila, die KI-Assistentin der Praxis.',
  caller: 'Ich möchte gern einen Termin zur Kontrolle.',
} as const
/** The simulated voices by which the two speak. */
export const voices = { agent: 'agent-de', caller: 'caller-de' } as const

/** Over for a minute. */
const startMs = Math.floor(Date.now() / 1_000) * 1_000 - 121_000
export const after = (seconds: number): string => new Date(startMs + seconds * 1_000).toISOString()
const sid = (kind: string, of: string): string => `${kind}${createHash('sha256').update(of).digest('hex').slice(0, 32)}`

export interface Call {
  readonly live: LiveCall
  readonly ended: DataOf<'call.ended'>
  readonly recordingSid: string
  readonly messageSid: string
}

export function aCall(change: Partial<LiveCall> = {}, reason: DataOf<'call.ended'>['reason'] = 'agent-ended'): Call {
  const callId = `call-${randomUUID().slice(0, 8)}`
  const callSid = sid('CA', callId)
  const live: LiveCall = {
    ...{ callId, callSid, lineId: line.id, called: line.number, caller: '+4915112345678' },
    ...{ startedAt: after(0), heartbeatAt: after(60), gateway: 'gateway-1', recording: 'expected' },
    ...change,
  }
  const { startedAt, recording } = live
  const ended = { callId, lineId: line.id, callSid, reason, startedAt, endedAt: after(61), recording }
  return { live, ended, recordingSid: sid('RE', callId), messageSid: sid('SM', callId) }
}

export const recordingRow = ({ live, recordingSid }: Call, change: Partial<RecordingRow> = {}): RecordingRow => ({
  ...{ sid: recordingSid, callSid: live.callSid, status: 'processing', channels: 2, track: 'both' },
  ...{ trim: 'do-not-trim', source: 'StartCallRecordingTwiML', startedAtMs: startMs, durationMs: null },
  ...{ errorCode: null, callback: null, endTold: false },
  ...change,
})

export const messageRow = ({ messageSid }: Call): MessageRow => ({
  ...{ sid: messageSid, from: line.number, messagingServiceSid: null, to: '+4915112345678', body: 'Ihr Termin' },
  ...{
    status: 'delivered',
    createdAtMs: startMs,
    sentAtMs: startMs,
    updatedAtMs: startMs,
    errorCode: null,
    callbackUrl: null,
  },
})

/** Both voices on their own channels, one after the other. */
export async function twoVoices(speech: Speech): Promise<Uint8Array> {
  const [agent, caller] = await Promise.all([
    speech.speak(said.agent, voices.agent).then(decodeMulaw),
    speech.speak(said.caller, voices.caller).then(decodeMulaw),
  ])
  const pause = SAMPLE_RATE
  const length = agent.length + caller.length + 3 * pause
  const [first, second] = [new Int16Array(length), new Int16Array(length)]
  second.set(agent, pause)
  first.set(caller, agent.length + 2 * pause)
  return wavFile([first, second])
}

const usage = {
  input_token_details: { text_tokens: 1_000, audio_tokens: 100, cached_tokens: 0 },
  output_token_details: { text_tokens: 50, audio_tokens: 200 },
}

export function journalOf({ messageSid }: Call): JournalEntry[] {
  const book = { toolCallId: 'call_1', tool: 'bookAppointment' }
  const log = { toolCallId: 'call_2', tool: 'logCallOutcome' }
  const slot = { slotId: 's1', customer: { name: 'Anna Weber', phone: '+4915112345678' } }
  const effects = [
    { vendor: 'calendar', action: 'created', what: 'event', reference: 'e1' },
    { vendor: 'sms', action: 'sent', what: 'message', reference: messageSid },
  ]
  const answered = { status: 'succeeded', output: '{}', tookMs: 300 } as const
  return [
    { kind: 'notice-played', at: after(1), text: 'Sie sprechen mit einer KI.', version: '1', language: 'de' },
    { kind: 'session-started', at: after(2), model: 'gpt-realtime-2.1', resumed: false },
    { kind: 'utterance', at: after(3), who: 'agent', text: said.agent, itemId: 'i1', cutOff: false, heardMs: 3_000 },
    { kind: 'utterance', at: after(9), who: 'caller', text: 'Einen Termin bitte.', itemId: 'i2', cutOff: false },
    { kind: 'usage', at: after(10), model: 'gpt-realtime-2.1', usage },
    { kind: 'turn-latency', at: after(10), itemId: 'i2', ms: 640 },
    { kind: 'tool-requested', at: after(20), ...book, arguments: slot },
    { kind: 'tool-answered', at: after(21), ...book, ...answered, effects },
    { kind: 'session-lost', at: after(30), cause: 'closed' },
    { kind: 'session-started', at: after(31), model: 'gpt-realtime-2.1', resumed: true },
    {
      kind: 'tool-requested',
      at: after(50),
      ...log,
      arguments: { outcome: 'booked', notes: 'Kontrolle am Dienstag.' },
    },
    { kind: 'tool-answered', at: after(51), ...log, ...answered, effects: [] },
    { kind: 'noted', at: after(60), what: 'then-hang-up' },
  ]
}

/** Puts the call where gateway and tool-runner would have put it. */
export async function leaveBehind(records: Records, call: Call): Promise<void> {
  const { live, ended, messageSid } = call
  const { callId, lineId } = live
  await records.calls.admit(live)
  await records.journal.append(callId, journalOf(call))
  const wish = { key: `${callId}-booking`, callId, lineId, tool: 'bookAppointment' }
  const begun = await records.ledger.begin(wish, { leaseMs: 60_000, now: after(20) })
  if (begun.state !== 'held') throw new Error('nobody else books')
  for (const effect of [
    { vendor: 'calendar', action: 'created', what: 'event', reference: 'e1' } as const,
    { vendor: 'sms', action: 'sent', what: 'message', reference: messageSid } as const,
  ]) {
    await records.ledger.attempt(wish.key, begun.fence, effect.vendor)
    await records.ledger.note(wish.key, begun.fence, effect.vendor, effect)
  }
  await records.ledger.settle(wish.key, begun.fence, { status: 'succeeded', result: {} })
  await records.calls.end(callId, { reason: ended.reason, endedAt: ended.endedAt })
}
