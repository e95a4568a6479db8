import { SAMPLE_RATE } from '@frontdesk/audio/mulaw'
import { speechSegments } from '@frontdesk/audio/speech-segments'
import { type Wav, wavFile } from '@frontdesk/audio/wav'
import type { Line } from '@frontdesk/line'
import type { Desk } from '../desk.ts'
import { type Turn, toTurns } from '../turns.ts'

/** How many utterances are under way at once. */
const concurrency = 4

export interface Transcribed {
  /** Undefined when the recording gave no transcript: what was heard live stands in for it. */
  readonly turns: readonly Turn[] | undefined
  /** What was answered, and is billed. */
  readonly seconds: number
}

const none: Transcribed = { turns: undefined, seconds: 0 }

interface Piece {
  readonly who: Turn['who']
  readonly startMs: number
  readonly endMs: number
  readonly samples: Int16Array
}

/**
 * Who said what when, out of both channels of a recording: the first is the caller's, the second what the caller heard. Each
 * utterance is transcribed by itself, since the model tells no times. A recording on one channel does not tell who spoke.
 */
export async function transcribe(desk: Desk, callId: string, audio: Wav, line: Line | undefined, signal: AbortSignal) {
  const [caller, agent] = audio.samples
  if (caller === undefined || agent === undefined || audio.sampleRate !== SAMPLE_RATE) {
    desk.log.warn('a recording cannot be told apart by speaker', { callId, channels: audio.channels })
    return none
  }
  const pieces = [...utterances('caller', caller), ...utterances('agent', agent)]
  return all(desk, callId, pieces, hintsOf(line), signal)
}

function utterances(who: Turn['who'], samples: Int16Array): Piece[] {
  return speechSegments(samples).map(({ startMs, endMs }) => {
    const [from, to] = [startMs, endMs].map((ms) => Math.round((ms * SAMPLE_RATE) / 1_000))
    return { who, startMs, endMs, samples: samples.subarray(from, to) }
  })
}

const hintsOf = (line: Line | undefined) => ({
  languages: line?.languages ?? [],
  keywords:
    line === undefined ? [] : [line.business.name, line.agent.name, ...line.services.map((service) => service.name)],
})

async function all(
  desk: Desk,
  callId: string,
  pieces: readonly Piece[],
  hints: ReturnType<typeof hintsOf>,
  signal: AbortSignal,
): Promise<Transcribed> {
  const giveUp = new AbortController()
  const until = AbortSignal.any([signal, giveUp.signal])
  const left = pieces.values()
  const said: Turn[] = []
  let seconds = 0
  const work = async () => {
    for (const { who, startMs, endMs, samples } of left) {
      const written = await desk.transcriber.transcribe(wavFile([samples]), hints, until)
      seconds += written.seconds ?? (endMs - startMs) / 1_000
      said.push({ who, startMs, endMs, text: written.text, source: 'recording' })
    }
  }
  const workers = Array.from({ length: concurrency }, () => work().catch((error: unknown) => giveUp.abort(error)))
  await Promise.all(workers)
  signal.throwIfAborted()
  if (!giveUp.signal.aborted) return { turns: toTurns(said), seconds }
  desk.log.warn('a recording could not be transcribed', { callId, pieces: pieces.length, error: giveUp.signal.reason })
  return { turns: undefined, seconds }
}
