import type { CallRecord, Journalled } from '@frontdesk/records'
import { z } from 'zod'

/**
 * What a person at the terminal sees of a simulated call. Pure: entries in, lines out. It shows the caller's words, so it is
 * for calls that were placed by the simulator only; logs never hold them (I4).
 */
export interface ViewContext {
  readonly startedAt: string
  readonly agent: string
}

const WHO_WIDTH = 10

export function linesOf(entry: Journalled, context: ViewContext): string[] {
  switch (entry.kind) {
    case 'notice-played':
      return [said(entry.at, 'notice', entry.text, context)]
    case 'utterance': {
      const who = entry.who === 'agent' ? context.agent : 'caller'
      const cut = entry.cutOff ? ' — cut off' : ''
      return [said(entry.at, who, (entry.text || '(words not kept)') + cut, context)]
    }
    case 'barge-in':
      return [
        said(
          entry.at,
          'barge-in',
          `the caller interrupts; ${seconds(entry.heardMs)} of the sentence were heard`,
          context,
        ),
      ]
    case 'tool-requested':
      return [said(entry.at, 'tool', `${entry.tool} ${compact(entry.arguments)}`, context)]
    case 'tool-answered':
      return [
        said(entry.at, '', `→ ${entry.status} after ${entry.tookMs} ms ${answerText(entry.output)}`, context),
        ...entry.effects.map((effect) => said(entry.at, 'changed', effectText(effect), context)),
      ]
    case 'claim':
      return [said(entry.at, 'claim', `${entry.claim}: ${entry.is}`, context)]
    case 'consent':
      return [said(entry.at, 'consent', `${entry.answer}, by ${entry.by}`, context)]
    case 'consent-withdrawn':
      return [said(entry.at, 'consent', `withdrawn; what was recorded: ${entry.before}`, context)]
    case 'session-started':
      return [
        said(entry.at, 'session', `${entry.resumed ? 'a new session goes on' : 'began'} with ${entry.model}`, context),
      ]
    case 'session-lost':
      return [said(entry.at, 'session', `lost: ${entry.cause}`, context)]
    case 'voicemail':
      return [said(entry.at, 'message', `of ${entry.durationSeconds} s was left`, context)]
    case 'hand-off':
      return handOffText(entry.did).map((text) => said(entry.at, 'person', text, context))
    case 'dtmf':
      return [said(entry.at, 'keys', entry.digit, context)]
    case 'noted':
      // `then-…` notes are the gateway's own memory of what it decided a moment before.
      if (entry.what.startsWith('then-')) return []
      return [said(entry.at, 'gateway', entry.what + (entry.count === undefined ? '' : ` (${entry.count})`), context)]
    case 'speaking':
    case 'usage':
    case 'turn-latency':
    case 'turn-timing':
      return []
    default:
      return entry satisfies never
  }
}

function said(at: string, who: string, text: string, context: ViewContext): string {
  const since = Math.max(
    0,
    Temporal.Instant.from(at).epochMilliseconds - Temporal.Instant.from(context.startedAt).epochMilliseconds,
  )
  return `  ${clock(since)}  ${who.padEnd(WHO_WIDTH)}${text}`
}

const clock = (ms: number) => {
  const whole = Math.floor(ms / 1000)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}.${Math.floor((ms % 1000) / 100)}`
}

export const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

/** What a tool was told or answered, short enough for a line: opaque ids and long lists are cut. */
function compact(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 && !value.includes(' ') ? `${value.slice(0, 12)}…` : value
  if (Array.isArray(value)) return value.length > 2 ? `[${value.length} of them]` : `[${value.map(compact).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).map(([name, inner]) => `${name}: ${compact(inner)}`)
  return fields.length === 0 ? '' : `{ ${fields.join(', ')} }`
}

const answerSchema = z.union([
  z.object({ result: z.record(z.string(), z.unknown()) }).transform((answer) => answer.result),
  z.object({ error: z.unknown() }).transform((answer) => answer.error),
  z.unknown(),
])

function answerText(output: string): string {
  try {
    return compact(answerSchema.parse(JSON.parse(output)))
  } catch {
    return output
  }
}

function effectText(effect: Readonly<Record<string, string>>): string {
  return `${effect.vendor}: ${effect.what} ${effect.action} (${effect.reference})`
}

/** The end of the story: how it ended, what it cost, where everything is. */
export function closingLines(record: CallRecord, where: { readonly record: string }): string[] {
  const { recording, latency } = record
  const rows: [string, string][] = [
    ['ended', `${record.endReason} after ${seconds(record.durationMs)}`],
    ['outcome', record.outcome + (record.notes === null ? '' : `: ${record.notes}`)],
    [
      'latency',
      latency.p50Ms === null
        ? 'no turn was answered'
        : `${latency.p50Ms} ms p50, ${latency.p95Ms} ms p95 over ${latency.turns} turns`,
    ],
    ...hopRows(record),
    ['cost', costText(record.cost)],
    [
      'recording',
      recording === null
        ? `none: ${record.recordingMissing}`
        : `${recording.url} (${seconds(recording.durationMs)}, ${recording.channels} channels)`,
    ],
    ['record', where.record],
  ]
  return rows.map(([name, value]) => `  ${name.padEnd(WHO_WIDTH)}${value}`)
}

/** Where the time of an answer goes, hop by hop. */
function hopRows({ latency }: CallRecord): [string, string][] {
  const { hops = [] } = latency
  return hops.length === 0 ? [] : [['by hop', `${hops.map(({ hop, p50Ms }) => `${hop} ${p50Ms}`).join(' + ')} ms p50`]]
}

function costText(cost: CallRecord['cost']): string {
  const known = cost.parts.reduce((sum, part) => sum + (part.micros ?? 0), 0)
  const unknown = cost.parts.filter((part) => part.micros === null).map((part) => part.what)
  const days = [...new Set(cost.parts.flatMap((part) => part.pricesOf ?? []))].sort()
  const priced = days.length === 0 ? '' : `, prices of ${days.join(' and ')}`
  if (unknown.length === 0) return `${dollars(known)}${priced}`
  return `${dollars(known)} and an unknown part (${unknown.join(', ')})${priced}`
}

export const dollars = (micros: number) => `$${(micros / 1_000_000).toFixed(4)}`

type HandOffStep = Extract<Journalled, { kind: 'hand-off' }>['did']

function handOffText(did: HandOffStep): string[] {
  switch (did.step) {
    case 'begun':
      return [did.mode === 'warm' ? 'the caller is put on hold' : 'the caller is forwarded']
    case 'rung':
      return ['is rung']
    case 'ended':
      return did.how === 'not-rung' ? [] : [did.how]
    case 'parted':
      return ['and the caller have parted']
    case 'returned':
      return [did.why === 'nobody' ? 'nobody took the call; back to the agent' : 'is gone; the caller is back']
    case 'ringing':
      return []
    default:
      return did satisfies never
  }
}
