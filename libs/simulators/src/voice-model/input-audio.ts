import { FRAME_MS, FRAME_SAMPLES } from '@frontdesk/audio/mulaw'
import { SpeechDetector } from '@frontdesk/audio/speech-segments'
import { ApiError } from './api-error.ts'
import { newId } from './ids.ts'
import type { TurnDetection } from './session-config.ts'

/** Times are offsets in all the audio that was ever appended. */
export type Turn =
  | { readonly kind: 'started'; readonly itemId: string; readonly audioStartMs: number }
  | { readonly kind: 'stopped'; readonly itemId: string; readonly audioEndMs: number; readonly audio: Uint8Array }

const SHORTEST_COMMIT_MS = 100
/** Speech is told 100 ms after it began; what comes before is kept for this long at least. */
const KEPT_BEFORE_SPEECH_MS = 400
/** An application that never commits fills no more than this; the oldest goes. */
const MOST_KEPT_MS = 600_000

const semanticSilenceMs = { high: 400, medium: 600, auto: 600, low: 1_000 } as const

/** The input buffer with the voice detection that works on it. */
export class InputAudio {
  #frames: Uint8Array[] = []
  /** Where the first kept frame lies. */
  #firstMs = 0
  #loose: Uint8Array = new Uint8Array()
  #listening: { settings: TurnDetection; detector: SpeechDetector; sinceMs: number } | undefined
  #turn: { itemId: string; startMs: number } | undefined

  /** How much was ever appended. */
  get endMs(): number {
    return this.#firstMs + this.#frames.length * FRAME_MS
  }

  append(mulaw: Uint8Array, detection: TurnDetection | null): Turn[] {
    const bytes = Buffer.concat([this.#loose, mulaw])
    const whole = Math.floor(bytes.length / FRAME_SAMPLES)
    this.#loose = bytes.subarray(whole * FRAME_SAMPLES)
    const turns: Turn[] = []
    for (let i = 0; i < whole; i++) {
      const turn = this.#take(bytes.subarray(i * FRAME_SAMPLES, (i + 1) * FRAME_SAMPLES), detection)
      if (turn) turns.push(turn)
    }
    return turns
  }

  /** Everything since the last commit. @throws ApiError when that is next to nothing */
  commit(): { itemId: string; audio: Uint8Array } {
    const bufferedMs = this.#frames.length * FRAME_MS + this.#loose.length / 8
    if (bufferedMs < SHORTEST_COMMIT_MS) {
      throw new ApiError(
        'input_audio_buffer_commit_empty',
        `Error committing input audio buffer: buffer too small. Expected at least ${SHORTEST_COMMIT_MS}ms of audio, but buffer only has ${bufferedMs.toFixed(2)}ms of audio.`,
      )
    }
    const committed = { itemId: this.#turn?.itemId ?? newId('item'), audio: Buffer.concat(this.#frames) }
    this.clear()
    return committed
  }

  clear(): void {
    this.#firstMs = this.endMs
    this.#frames = []
    this.#turn = undefined
    this.#listening = undefined
  }

  #take(frame: Uint8Array, settings: TurnDetection | null): Turn | undefined {
    this.#frames.push(frame)
    if (!settings) {
      this.#keep(MOST_KEPT_MS)
      return undefined
    }
    if (this.#listening?.settings !== settings) {
      this.#listening = { settings, detector: detectorFor(settings), sinceMs: this.endMs - FRAME_MS }
    }
    const { detector, sinceMs } = this.#listening
    const edge = detector.feed(frame)
    if (edge?.kind === 'started') return this.#start(sinceMs + edge.atMs, paddingMs(settings))
    if (edge?.kind === 'stopped' && this.#turn) return this.#stop(this.#turn)
    this.#keep(this.#turn ? MOST_KEPT_MS : paddingMs(settings) + KEPT_BEFORE_SPEECH_MS)
    return undefined
  }

  #start(speechMs: number, padMs: number): Turn {
    const startMs = Math.max(this.#firstMs, speechMs - padMs)
    this.#turn = { itemId: newId('item'), startMs }
    return { kind: 'started', itemId: this.#turn.itemId, audioStartMs: startMs }
  }

  /** The detector lives on: what it knows of the line's noise is worth keeping. */
  #stop({ itemId, startMs }: { itemId: string; startMs: number }): Turn {
    const audio = Buffer.concat(this.#frames.slice(Math.max(0, Math.floor((startMs - this.#firstMs) / FRAME_MS))))
    const audioEndMs = this.endMs
    this.#firstMs = audioEndMs
    this.#frames = []
    this.#turn = undefined
    return { kind: 'stopped', itemId, audioEndMs, audio }
  }

  #keep(mostMs: number): void {
    const excess = this.#frames.length - Math.ceil(mostMs / FRAME_MS)
    if (excess <= 0) return
    this.#frames.splice(0, excess)
    this.#firstMs += excess * FRAME_MS
  }
}

function paddingMs(settings: TurnDetection): number {
  return settings.type === 'server_vad' ? settings.prefix_padding_ms : 300
}

/** A threshold of 0.5 hears speech 10 dB above the noise, 1 only what stands 20 dB above it. */
function detectorFor(settings: TurnDetection): SpeechDetector {
  if (settings.type === 'semantic_vad') {
    return new SpeechDetector({ minSilenceMs: semanticSilenceMs[settings.eagerness] })
  }
  return new SpeechDetector({
    minSilenceMs: settings.silence_duration_ms,
    aboveFloorDb: Math.max(3, settings.threshold * 20),
  })
}
