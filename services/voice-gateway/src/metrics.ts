import { Counter, Gauge, Registry } from 'prom-client'

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
  | 'orphan-found'
  | 'tool-answer-late'
  | 'draining-refused'

export type Count = (what: Counted) => void

export interface Metrics {
  readonly count: Count
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
  return {
    count: (what) => counter.inc({ what }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
