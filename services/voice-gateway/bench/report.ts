import type { Direction, Interruption } from './messages.ts'

export interface Step {
  readonly kind: 'relay' | 'gateway'
  readonly calls: number
  readonly seconds: number
  readonly cpuMsPerCallMinute: number
  readonly rssBytes: number
  readonly toModel: Direction
  readonly toCaller: Direction
  readonly interruptions: readonly Interruption[]
  readonly busy: number
  /** Of both processors, by other guests of the machine. */
  readonly stolenMs: number
}

const bars = { highLatencyMs: 20 }

/** One row a step, then what the steps say together. */
export function printReport(steps: readonly Step[]): void {
  console.table(
    steps.map((step) => ({
      what: step.kind,
      calls: step.calls,
      'in p50/p99/max ms': latency(step.toModel),
      'out p50/p99/max ms': latency(step.toCaller),
      'lost/dup/reord in': faults(step.toModel),
      'lost/dup/reord out': faults(step.toCaller),
      'CPU ms/call-min': step.cpuMsPerCallMinute.toFixed(0),
      'x relay': ratioOf(step, steps),
      'RSS MiB': (step.rssBytes / 2 ** 20).toFixed(0),
      'load busy': step.busy.toFixed(2),
      'stolen ms': step.stolenMs,
      'objection to clear p50/p95/max ms': spread(step.interruptions.map(({ clearMs }) => clearMs)),
      // The relay clears on the model's word.
      'meant to clear p50/p95/max ms':
        step.kind === 'relay' ? '' : spread(step.interruptions.flatMap(({ behindMeantMs }) => behindMeantMs ?? [])),
    })),
  )
  for (const kind of ['relay', 'gateway'] as const) {
    const own = steps.filter((step) => step.kind === kind)
    console.log(
      `${kind}: memory a call ${memoryACall(own)}, most calls with p99 <= ${bars.highLatencyMs} ms and no loss: ${mostCalls(own)}`,
    )
  }
}

/** The gateway's processor time to the relay's, both at once, as it was in each second. */
export function printRatios(calls: number, ratios: readonly number[]): void {
  const sorted = [...ratios].sort((a, b) => a - b).map((ratio) => ratio.toFixed(2))
  const median = sorted[Math.floor(sorted.length / 2)]
  console.log(`${calls} calls each: x relay ${median} (${sorted[0]} to ${sorted.at(-1)}, ${sorted.length} seconds)`)
}

const latency = ({ p50Ms, p99Ms, maxMs }: Direction) => [p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(2)).join(' / ')
const faults = ({ lost, duplicated, reordered }: Direction) => `${lost} / ${duplicated} / ${reordered}`
const isGood = ({ lost, duplicated, reordered, p99Ms }: Direction) =>
  lost + duplicated + reordered === 0 && p99Ms <= bars.highLatencyMs

function ratioOf(step: Step, steps: readonly Step[]): string {
  const relay = steps.find((other) => other.kind === 'relay' && other.calls === step.calls)
  return relay === undefined ? '' : (step.cpuMsPerCallMinute / relay.cpuMsPerCallMinute).toFixed(2)
}

function spread(ms: readonly number[]): string {
  const sorted = [...ms].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return ms.length === 0 ? 'none' : `${[0.5, 0.95, 1].map((share) => at(share).toFixed(1)).join(' / ')} (${ms.length})`
}

/** The slope between the fewest calls and the most that are at most 200. */
function memoryACall(steps: readonly Step[]): string {
  const few = steps.at(0)
  const many = steps.findLast((step) => step.calls <= 200)
  if (few === undefined || many === undefined || few === many) return 'unknown'
  return `${((many.rssBytes - few.rssBytes) / (many.calls - few.calls) / 1024).toFixed(0)} KiB`
}

const mostCalls = (steps: readonly Step[]): number =>
  Math.max(0, ...steps.filter((step) => isGood(step.toModel) && isGood(step.toCaller)).map((step) => step.calls))
