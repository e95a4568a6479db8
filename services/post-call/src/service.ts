import { type Bus, type Delivery, Undeliverable } from '@frontdesk/bus'
import type { EventOf } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import { oneAtATime } from '@frontdesk/process/one-at-a-time'
import type { Recordings, Records } from '@frontdesk/records'
import type { TwilioAccount } from '@frontdesk/twilio'
import { twilioCarrier } from './carrier/twilio-carrier.ts'
import type { Desk } from './desk.ts'
import { finishCall } from './finish-call.ts'
import { defaultPostCallSettings, type PostCallSettings } from './settings.ts'
import { startSweep } from './sweep.ts'
import { type LangfuseProject, langfuseTracer } from './tracing/langfuse.ts'
import { type OpenAITranscription, openaiTranscriber } from './transcription/openai-transcriber.ts'

export interface PostCallOptions {
  readonly bus: Bus
  readonly records: Records
  readonly recordings: Recordings
  /** By the line's id. */
  readonly lines: ReadonlyMap<string, Line>
  readonly clock: Clock
  readonly log: Log
  readonly twilio: TwilioAccount
  readonly transcription: OpenAITranscription
  /** Absent where nobody wants traces. */
  readonly langfuse?: LangfuseProject
  readonly settings?: Partial<PostCallSettings>
}

/** I6: a recording is held in memory while it is transcribed. */
const concurrency = 4

/** Makes the record of every call that ends. Disposing finishes what is under way, within the bus's grace. */
export async function startPostCall(options: PostCallOptions): Promise<AsyncDisposable> {
  const { bus, records, recordings, lines, clock, log, twilio, transcription, langfuse } = options
  const desk: Desk = {
    ...{ bus, records, recordings, lines, clock, log },
    carrier: twilioCarrier(twilio),
    transcriber: openaiTranscriber(transcription),
    tracer: langfuse === undefined ? undefined : langfuseTracer(langfuse),
    settings: { ...defaultPostCallSettings, ...options.settings },
  }
  const finish = oneAtATime((callId: string, signal: AbortSignal) => finishCall(desk, callId, signal))
  // A call whose recording is not ready is no failure: its later events must not wait behind it, and the sweep looks after it.
  const onEvent = async (event: EventOf<'call.ended'> | EventOf<'recording.available'>, { signal }: Delivery) => {
    const finished = await finish(event.data.callId, signal)
    if (finished === 'unknown') throw new Undeliverable('the event is of a call that was never admitted')
  }
  await using opened = new AsyncDisposableStack()
  opened.use(startSweep(desk, finish))
  const handlers = { 'call.ended': onEvent, 'recording.available': onEvent }
  opened.use(await bus.subscribe({ name: 'post-call', topic: 'call-events', concurrency }, handlers))
  return opened.move()
}
