import type { CallRecord } from '../call-record.ts'
import type { NewCallback } from '../callback.ts'
import type { LiveCall } from '../calls.ts'
import type { JournalEntry } from '../journal.ts'

// What the suites write. Times are told in seconds from one moment.

export const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 22, 18) + seconds * 1000).toISOString()

export const all = <T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)))

export const liveCall = (callId: string, change: Partial<LiveCall> = {}): LiveCall => ({
  callId,
  lineId: 'dental',
  callSid: `CA-${callId}`,
  caller: '+493012345678',
  called: '+493087654321',
  startedAt: at(0),
  gateway: 'gateway-1',
  heartbeatAt: at(0),
  recording: 'none',
  ...change,
})

export const callRecord = (callId: string, change: Partial<CallRecord> = {}): CallRecord => ({
  callId,
  lineId: 'dental',
  callSid: `CA-${callId}`,
  state: 'done',
  createdAt: at(100),
  startedAt: at(0),
  endedAt: at(90),
  durationMs: 90_000,
  callerMasked: '+49•••••••678',
  endReason: 'agent-ended',
  outcome: 'booked',
  notes: 'Kontrolle, Dienstag 10 Uhr ☎',
  transcript: [{ who: 'caller', startMs: 0, endMs: 900, text: 'Grüß Gott', source: 'recording' }],
  tools: [
    {
      tool: 'bookAppointment',
      toolCallId: 'call_1',
      at: at(40),
      arguments: { slotId: '2026-11-24T10:00' },
      status: 'succeeded',
      tookMs: 310,
      effects: [{ vendor: 'calendar', action: 'created', what: 'event', reference: 'e1' }],
    },
  ],
  recording: null,
  recordingMissing: 'not-recorded',
  cost: { totalMicros: null, parts: [{ what: 'model', quantity: 1.5, unit: 'tokens', micros: null, pricesOf: null }] },
  latency: { turns: 1, p50Ms: 640, p95Ms: 640, hops: [{ hop: 'notice', turns: 1, p50Ms: 500, p95Ms: 500 }] },
  notices: [{ at: at(1), text: 'Sie sprechen mit einer KI.', version: '1', language: 'de' }],
  interruptions: [],
  traceId: null,
  ...change,
})

export const utterance = (text: string): JournalEntry & { kind: 'utterance' } => ({
  kind: 'utterance',
  at: at(5),
  who: 'caller',
  text,
  itemId: `item-${text}`,
  cutOff: false,
})

export const callback = (callbackId: string, change: Partial<NewCallback> = {}): NewCallback => ({
  callbackId,
  callId: 'call-1',
  lineId: 'dental',
  caller: '+493012345678',
  name: null,
  reason: 'wants a person',
  dueAt: at(3600),
  createdAt: at(0),
  ...change,
})
