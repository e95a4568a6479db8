import { pricesOn } from '@frontdesk/prices'
import { responseMicros } from '@frontdesk/prices/spent'
import { type RealtimeTokens, readUsage, type TokenKind, tokenKindNames } from '@frontdesk/prices/usage'
import { type CallRecord, type JournalEntry, maskNumber } from '@frontdesk/records'

/**
 * A call as a tree of observations. What was said and done stands in `input` and `output` alone, the fields that are made for
 * it; numbers are masked there too (I4).
 */
export interface CallTrace {
  readonly callId: string
  readonly tags: readonly string[]
  /** The first one is the call; every other's parent stands before it. */
  readonly observations: readonly Observation[]
}

export interface Observation {
  /** Names it within the call, the same at every try. */
  readonly path: string
  readonly parent?: string
  readonly type: 'agent' | 'span' | 'tool' | 'generation' | 'event'
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  readonly input?: unknown
  readonly output?: unknown
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>>
  readonly model?: string
  readonly usage?: Readonly<Record<string, number>>
  /** US dollars. */
  readonly cost?: Readonly<Record<string, number>>
  readonly level?: 'WARNING' | 'ERROR'
}

/** I6: the sender keeps about two thousand at once. A call of an hour has some hundreds. */
const mostObservations = 1_500

/** What a finished record and its journal look like as a trace. Pure: the same call is always the same trace. */
export function traceOf(record: CallRecord, journal: readonly JournalEntry[]): CallTrace {
  const sessions = sessionsOf(record, journal)
  const within = (atMs: number) => sessions.findLast(({ startMs }) => startMs <= atMs)?.path ?? 'call'
  const inner = [...toolsOf(record), ...journalled(record, journal)].map((observation) => {
    return { ...observation, parent: within(observation.startMs) }
  })
  const all = [callOf(record), ...sessions, ...inner]
  const { lineId, outcome, endReason } = record
  return { callId: record.callId, tags: [lineId, outcome, endReason], observations: all.slice(0, mostObservations) }
}

function callOf(record: CallRecord): Observation {
  const { lineId, endReason, callerMasked, recordingMissing, cost, latency, transcript } = record
  return {
    path: 'call',
    type: 'agent',
    name: 'call',
    startMs: Date.parse(record.startedAt),
    endMs: Date.parse(record.endedAt),
    input: masked(
      transcript.map(({ who, text }) => ({ role: who === 'caller' ? 'user' : 'assistant', content: text })),
    ),
    output: masked({ outcome: record.outcome, notes: record.notes }),
    metadata: {
      ...{ lineId, endReason, callerMasked, recordingMissing },
      costMicros: cost.totalMicros,
      turns: latency.turns,
      p50Ms: latency.p50Ms,
      p95Ms: latency.p95Ms,
    },
    ...(record.outcome === 'failed' ? { level: 'ERROR' } : {}),
  }
}

function sessionsOf(record: CallRecord, journal: readonly JournalEntry[]): Observation[] {
  const started = journal.filter((entry) => entry.kind === 'session-started')
  const lost = journal.filter((entry) => entry.kind === 'session-lost')
  return started.map(({ at, model, resumed }, index) => {
    const next = started[index + 1]?.at ?? record.endedAt
    const loss = lost.find((entry) => entry.at >= at && entry.at <= next)
    return {
      path: `session ${index + 1}`,
      parent: 'call',
      type: 'span',
      name: 'session',
      startMs: Date.parse(at),
      endMs: Math.max(Date.parse(at), Date.parse(loss?.at ?? next)),
      metadata: { model, resumed, lostBecause: loss?.cause ?? null },
      ...(loss === undefined ? {} : { level: 'WARNING' }),
    }
  })
}

const toolsOf = (record: CallRecord): Observation[] =>
  record.tools.map((use) => ({
    path: `tool ${use.toolCallId}`,
    type: 'tool',
    name: use.tool,
    startMs: Date.parse(use.at),
    endMs: Date.parse(use.at) + (use.tookMs ?? 0),
    input: masked(use.arguments),
    output: { status: use.status, effects: use.effects },
    ...(use.status === 'succeeded' ? {} : { level: 'WARNING' }),
  }))

function journalled(record: CallRecord, journal: readonly JournalEntry[]): Observation[] {
  const latencies = new Map<string, number>()
  for (const entry of journal) if (entry.kind === 'turn-latency') latencies.set(entry.itemId, entry.ms)
  const turns = new Map<string, Observation>()
  const others: Observation[] = []
  for (const [index, entry] of journal.entries()) {
    const startMs = Date.parse(entry.at)
    if (entry.kind === 'utterance') {
      const first = turns.get(entry.itemId)
      turns.set(entry.itemId, turnOf(entry, first?.startMs ?? startMs, latencies.get(entry.itemId)))
    } else if (entry.kind === 'usage') others.push(usageOf(entry, index, startMs, record.startedAt))
    else if (entry.kind === 'barge-in')
      others.push({ ...momentOf('barge-in', index, startMs), metadata: { heardMs: entry.heardMs } })
    else if (entry.kind === 'noted')
      others.push({ ...momentOf(entry.what, index, startMs), metadata: { count: entry.count ?? 1 } })
  }
  return [...turns.values(), ...others]
}

function momentOf(name: string, index: number, atMs: number): Observation {
  return { path: `moment ${index}`, type: 'event', name, startMs: atMs, endMs: atMs }
}

type Utterance = Extract<JournalEntry, { kind: 'utterance' }>

function turnOf(entry: Utterance, startMs: number, latencyMs: number | undefined): Observation {
  const { who, itemId, cutOff, heardMs = 0 } = entry
  const content = masked(entry.text)
  return {
    path: `turn ${itemId}`,
    type: 'span',
    name: `${who} speaks`,
    startMs,
    endMs: startMs + heardMs,
    ...(who === 'caller' ? { input: content } : { output: content }),
    metadata: { cutOff, latencyMs: latencyMs ?? null },
  }
}

function usageOf(entry: Extract<JournalEntry, { kind: 'usage' }>, index: number, atMs: number, startedAt: string) {
  const usage = readUsage(entry.usage)
  const base = { path: `usage ${index}`, type: 'generation', model: entry.model, startMs: atMs, endMs: atMs } as const
  if (usage.kind === 'transcription') return { ...base, name: 'transcription', usage: { input_seconds: usage.seconds } }
  if (usage.kind === 'unpriced') return { ...base, name: 'response', usage: { total: usage.tokens } }
  const micros = responseMicros(entry.model, usage.tokens, pricesOn(startedAt))
  return {
    ...{ ...base, name: 'response', usage: usageDetails(usage.tokens) },
    ...(micros === undefined ? {} : { cost: byWireName((kind) => micros[kind] / 1_000_000) }),
  }
}

/** Langfuse adds up what begins with `input` and with `output`. */
const wireNames = {
  inputText: 'input_text',
  cachedText: 'input_cached_text',
  inputAudio: 'input_audio',
  cachedAudio: 'input_cached_audio',
  inputImage: 'input_image',
  cachedImage: 'input_cached_image',
  outputText: 'output_text',
  outputAudio: 'output_audio',
} as const satisfies Record<TokenKind, string>

const usageDetails = (tokens: RealtimeTokens) => byWireName((kind) => tokens[kind])

const byWireName = (value: (kind: TokenKind) => number): Record<string, number> =>
  Object.fromEntries(tokenKindNames.map((kind) => [wireNames[kind], value(kind)]))

const numbers = /\+[1-9](?:[ ().-]{0,2}\d){6,14}/g

/** Content with every number in it masked, whatever its shape. */
export function masked(content: unknown): unknown {
  if (typeof content === 'string')
    return content.replaceAll(numbers, (number) => maskNumber(number.replaceAll(/[^+\d]/g, '')))
  if (Array.isArray(content)) return content.map(masked)
  if (typeof content !== 'object' || content === null) return content
  return Object.fromEntries(Object.entries(content).map(([key, value]) => [key, masked(value)]))
}
