import type { JournalEntry } from '@frontdesk/records'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { LegCount } from './carrier/twilio/twilio-leg.ts'

/** What is counted, by fixed words: everything that is refused, dropped or given up, and how calls come and go. */
export type Counted =
  | 'call-admitted'
  | 'call-ended'
  | 'webhook-repeated'
  | 'signature-refused'
  | 'bad-webhook'
  | 'unknown-number'
  | 'unknown-call'
  | 'stream-refused'
  | 'stream-rebuilt'
  | 'bad-carrier-message'
  | 'gave-up'
  | 'limit-reached'
  | 'capacity-refused'
  | 'emergency'
  | 'consent-asked'
  | 'consent-given'
  | 'consent-refused'
  | 'recording-stopped'
  | 'voicemail-asked'
  | 'voicemail-left'
  | 'voicemail-empty'
  | 'voicemail-unheard'
  | 'orphan-found'
  | 'tool-answer-late'
  | 'draining-refused'
  | AudioCounted

/** Of the audio on its way, in frames, messages or milliseconds as the word says. */
export type AudioCounted = LegCount | (typeof lossesNoted)[keyof typeof lossesNoted]

/** What a conversation notes in its journal about what it had to drop, and how that is counted here. */
const lossesNoted = {
  'caller-audio-dropped-ms': 'caller-audio-dropped-ms',
  'model.audio-dropped-ms': 'model-audio-dropped-ms',
  'model.malformed': 'bad-model-message',
  'model.unknown-event': 'unknown-model-message',
  'playback-full': 'playback-dropped',
  'journal-full': 'journal-dropped',
} as const
const isLoss = (what: string): what is keyof typeof lossesNoted => Object.hasOwn(lossesNoted, what)

export type Count = (what: Counted, count?: number) => void

export type Timing = Pick<Extract<JournalEntry, { kind: 'turn-timing' }>, 'ms' | 'hops'>

/** From a frame's length to the time in which a caller hangs up. */
const bucketsSeconds = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 15]

export interface Metrics {
  readonly count: Count
  /** Where one turn's time went; only those that were answered and heard count as a `whole`. */
  readonly turn: (timing: Timing) => void
  /** What a conversation noted; losses are counted, everything else is the journal's alone. */
  readonly noted: (what: string, count?: number) => void
  /** Prometheus' text format. */
  text(): Promise<string>
  readonly contentType: string
}

/** @param liveCalls asked whenever somebody reads the metrics */
export function gatewayMetrics(liveCalls: () => number): Metrics {
  const registry = new Registry()
  const counter = new Counter({
    name: 'frontdesk_gateway_total',
    help: 'What the voice gateway met, refused or gave up, by a fixed word',
    labelNames: ['what'],
    registers: [registry],
  })
  new Gauge({
    name: 'frontdesk_gateway_live_calls',
    help: 'Calls that this gateway holds',
    registers: [registry],
    collect() {
      this.set(liveCalls())
    },
  })
  const hopSeconds = new Histogram({
    name: 'frontdesk_turn_hop_seconds',
    help: 'Where the time between the end of the caller’s voice and the beginning of the answer in their ear goes',
    labelNames: ['hop'],
    buckets: bucketsSeconds,
    registers: [registry],
  })
  return {
    count: (what, count = 1) => counter.inc({ what }, count),
    noted: (what, count = 1) => isLoss(what) && counter.inc({ what: lossesNoted[what] }, count),
    turn({ ms, hops }) {
      for (const [hop, hopMs] of Object.entries(hops)) hopSeconds.observe({ hop }, hopMs / 1_000)
      if (hops.hear !== undefined) hopSeconds.observe({ hop: 'whole' }, ms / 1_000)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
