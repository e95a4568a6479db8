import { stamp } from '@frontdesk/process/clock'
import { type CallRecord, effectsOf } from '@frontdesk/records'
import { transcribedSeconds } from './cost/cost.ts'
import type { Desk } from './desk.ts'
import { type Evidence, gather, isEnded } from './evidence.ts'
import { disclosureOf, withdrawalIn } from './steps/disclosure.ts'
import { fetchRecording } from './steps/fetch-recording.ts'
import { forget } from './steps/forget.ts'
import { keepVoicemail } from './steps/keep-voicemail.ts'
import { publishProcessed } from './steps/publish.ts'
import { type ReadRecording, readAudio } from './steps/read-audio.ts'
import { type Kept, recordOf } from './steps/record.ts'
import { sentMessages } from './steps/sent-messages.ts'
import { sendTrace } from './steps/trace.ts'
import { transcribe } from './steps/transcribe.ts'
import { liveTurns, type Turn } from './turns.ts'

/** `waiting`: the call has not ended, or its recording is not ready. `unknown`: no such call was admitted. */
export type Finished = 'done' | 'waiting' | 'unknown'

/**
 * Makes the record of a call that is over, as far as it can be made now. Every step may be repeated, in part or whole, by
 * anybody: what is stored is stored under one name, the event has one id, the trace one id, and the record is replaced by an
 * equal one. What was paid for (a transcript) is kept before the next step begins.
 * @throws what a further try may mend
 */
export async function finishCall(desk: Desk, callId: string, signal: AbortSignal): Promise<Finished> {
  const { calls } = desk.records
  const call = await calls.find(callId)
  if (call === undefined) return 'unknown'
  if (!isEnded(call)) return 'waiting'
  const known = await calls.record(callId)
  if (known?.state === 'done') return sendLateTrace(desk, known)

  const line = desk.lines.get(call.lineId)
  let evidence = await gather(desk.records, call, line)
  const forgotten = withdrawalIn(evidence.journal)?.before === 'delete' ? await forget(desk, call) : undefined
  // Without the words now: the record is made of nothing else.
  if (forgotten !== undefined) evidence = await gather(desk.records, call, line)
  const draft = known ?? (await writeDraft(desk, evidence))
  if (forgotten === 'pending') return 'waiting'
  const audio = forgotten === undefined ? await keptAudio(desk, evidence, signal) : withdrawn
  if (audio === 'pending' || (await keepVoicemail(desk, evidence, signal)) === 'pending') return 'waiting'
  const record = await complete(desk, evidence, draft, audio.kept, audio.read, signal)
  await announce(desk, record, evidence)
  return 'done'
}

interface KeptAudio {
  readonly kept: Kept
  /** Undefined when there is none that can be read. */
  readonly read: ReadRecording['audio']
}
const missing = (why: Kept['recordingMissing']): KeptAudio => ({
  kept: { recording: null, recordingMissing: why },
  read: undefined,
})
const withdrawn = missing('withdrawn')

async function keptAudio(desk: Desk, evidence: Evidence, signal: AbortSignal): Promise<KeptAudio | 'pending'> {
  const { call, journal } = evidence
  const fetched = await fetchRecording(desk, call, signal)
  if (fetched.state === 'pending') return 'pending'
  if (fetched.state === 'stored') {
    const { recording, audio } = await readAudio(desk, call.callId, fetched.stored)
    return { kept: { recording, recordingMissing: null }, read: audio }
  }
  const wasRefused = fetched.why === 'not-recorded' && disclosureOf(journal).consent?.answer === 'no'
  return missing(wasRefused ? 'refused' : fetched.why)
}

/** What is known the moment a call ends: whoever looks sees the call, and that more is to come. */
async function writeDraft(desk: Desk, evidence: Evidence): Promise<CallRecord> {
  const { call, journal } = evidence
  const transcript = liveTurns(journal, call.startedAt)
  const own = { transcribed: undefined, recordingMs: 0, messages: [] }
  const nothing = { recording: null, recordingMissing: null }
  const draft = recordOf(evidence, nothing, transcript, own, stamp(desk.clock.now()))
  await desk.records.calls.putRecord(draft)
  return draft
}

async function complete(
  desk: Desk,
  evidence: Evidence,
  draft: CallRecord,
  kept: Kept,
  audio: ReadRecording['audio'],
  signal: AbortSignal,
): Promise<CallRecord> {
  const { callId } = draft
  const { turns, seconds } = await heard(desk, evidence, draft, audio, signal)
  // Of tools, and of what was told to the caller after the call.
  const effects = [...draft.tools.flatMap((use) => use.effects), ...evidence.intents.flatMap(effectsOf)]
  const own = {
    transcribed: seconds > 0 ? { model: desk.transcriber.model, seconds } : undefined,
    recordingMs: kept.recording?.durationMs ?? 0,
    messages: await sentMessages(desk, callId, effects),
  }
  const record = recordOf(evidence, kept, [...turns], own, draft.createdAt)
  await desk.records.calls.putRecord(record)
  return record
}

/** What both sides said: of the recording, also when an earlier try got that far; else what was heard live. */
async function heard(
  desk: Desk,
  { call, journal, line }: Evidence,
  draft: CallRecord,
  audio: ReadRecording['audio'],
  signal: AbortSignal,
): Promise<{ readonly turns: readonly Turn[]; readonly seconds: number }> {
  const isTranscribed = draft.transcript.some(({ source }) => source === 'recording')
  if (isTranscribed) return { turns: draft.transcript, seconds: transcribedSeconds(draft.cost) }
  const { turns, seconds } =
    audio === undefined ? { turns: undefined, seconds: 0 } : await transcribe(desk, call.callId, audio, line, signal)
  const isHeard = turns !== undefined && turns.length > 0
  return { turns: isHeard ? turns : liveTurns(journal, call.startedAt), seconds }
}

/** A trace that nobody takes holds up neither the record nor the event: it is sent again by whoever calls us again. */
async function announce(desk: Desk, record: CallRecord, { journal }: Evidence): Promise<void> {
  const traced = await sendTrace(desk, record, journal).then(
    (traceId) => ({ traceId, error: undefined }),
    (error: unknown) => ({ traceId: null, error }),
  )
  await publishProcessed(desk, record)
  await desk.records.calls.putRecord({ ...record, state: 'done', traceId: traced.traceId })
  desk.log.info('call processed', {
    callId: record.callId,
    outcome: record.outcome,
    recorded: record.recording !== null,
  })
  if (traced.error !== undefined) throw traced.error
}

async function sendLateTrace(desk: Desk, record: CallRecord): Promise<Finished> {
  if (record.traceId !== null || desk.tracer === undefined) return 'done'
  const traceId = await sendTrace(desk, record, await desk.records.journal.read(record.callId))
  await desk.records.calls.putRecord({ ...record, traceId })
  return 'done'
}
