import type { Features } from './features.ts'

/**
 * How an utterance lies on a template: every row of the utterance on a row of the template, in order (dynamic time
 * warping). The template has twice as many rows a second, so that the pace of both may differ by half either way and the
 * phase of their frames does not matter; a step of four is a lost frame. The ends are open: `edges` prices a start
 * that is not the template's and an end that is not.
 */
export type Alignment = {
  /** Mean cost of a row, with the price of open ends spread over the rows. */
  cost: number
  /** The dearest quarter of a second: one wrong word in a right sentence shows here. */
  worstCost: number
  /** For each row of the utterance, the template's row. */
  path: Int32Array
}

export type Edges = {
  /** Cost of starting at each row of the template; Infinity where no utterance starts. */
  start: Float32Array
  /** Cost of ending at each row. */
  end: Float32Array
}

/**
 * Only rows from `first[i]` up to `first[i] + width` of the template are looked at for row `i` of the utterance. From one row
 * to the next `first` grows by 0 to 4.
 */
export type Corridor = { first: Int32Array; width: number }

export type Limits = {
  corridor?: Corridor
  /** Gives up once the best path costs more than `slack` and `perRow` for each row so far. */
  hopeless?: { slack: number; perRow: number }
}

/** Of moving one or three rows of the template for one of the utterance; two are the same pace. */
const OFF_PACE_COST = 0.25
/** Of moving four: a frame was lost. */
const SKIP_COST = 0.5
/** A frame that has nothing to do with the other costs no more than this: a lost frame must not decide. */
const MOST_COST = 30
const WORST_WINDOW_MS = 240

/** Room on both sides of the columns: a step from outside, the longest is 4, reads Infinity. */
const MARGIN = 4

export function align(heard: Features, known: Features, edges: Edges, limits: Limits = {}): Alignment | undefined {
  const width = limits.corridor?.width ?? known.frames
  const first = limits.corridor?.first ?? new Int32Array(heard.frames)
  const local = new Float32Array(heard.frames * width)
  const steps = new Uint8Array(heard.frames * width)
  let before = new Float32Array(width + 2 * MARGIN).fill(Number.POSITIVE_INFINITY)
  let now = before.slice()
  for (let row = 0; row < heard.frames; row++) {
    const start = first[row] as number
    const moved = row === 0 ? 0 : start - (first[row - 1] as number)
    let least = Number.POSITIVE_INFINITY
    for (let k = 0; k < width; k++) {
      const at = row * width + k
      const column = start + k
      now[MARGIN + k] = Number.POSITIVE_INFINITY
      if (column >= known.frames) continue
      const arrived = row === 0 ? (edges.start[column] as number) : arrive(before, MARGIN + k + moved, steps, at)
      if (arrived === Number.POSITIVE_INFINITY) continue
      const cost = distance(heard, row, known, column)
      local[at] = cost
      now[MARGIN + k] = arrived + cost
      if (arrived + cost < least) least = arrived + cost
    }
    if (limits.hopeless && least > limits.hopeless.slack + limits.hopeless.perRow * (row + 1)) return undefined
    ;[before, now] = [now, before]
  }
  return trace(heard, before.subarray(MARGIN), local, steps, edges.end, { first, width })
}

/** The cheapest way to column `k`, counted in the columns of the row before. */
function arrive(before: Float32Array, k: number, steps: Uint8Array, at: number): number {
  let best = before[k - 2] as number
  let step = 2
  const slow = (before[k - 1] as number) + OFF_PACE_COST
  if (slow < best) {
    best = slow
    step = 1
  }
  const quick = (before[k - 3] as number) + OFF_PACE_COST
  if (quick < best) {
    best = quick
    step = 3
  }
  const skip = (before[k - 4] as number) + SKIP_COST
  if (skip < best) {
    best = skip
    step = 4
  }
  steps[at] = step
  return best
}

function distance(heard: Features, row: number, known: Features, knownRow: number): number {
  const a = row * heard.width
  const b = knownRow * known.width
  let sum = 0
  for (let i = 0; i < heard.width; i++) {
    const difference = (heard.rows[a + i] as number) - (known.rows[b + i] as number)
    sum += difference * difference
  }
  return Math.min(sum, MOST_COST)
}

function trace(
  heard: Features,
  last: Float32Array,
  local: Float32Array,
  steps: Uint8Array,
  endCosts: Float32Array,
  { first, width }: Corridor,
): Alignment | undefined {
  const lastFirst = first[heard.frames - 1] as number
  let total = Number.POSITIVE_INFINITY
  let column = 0
  for (let k = 0; k < width; k++) {
    const cost = (last[k] as number) + (endCosts[lastFirst + k] ?? Number.POSITIVE_INFINITY)
    if (cost < total) {
      total = cost
      column = k
    }
  }
  if (total === Number.POSITIVE_INFINITY) return undefined
  const path = new Int32Array(heard.frames)
  const costs = new Float32Array(heard.frames)
  for (let row = heard.frames - 1; row >= 0; row--) {
    path[row] = (first[row] as number) + column
    costs[row] = local[row * width + column] as number
    column += (first[row] as number) - (first[row - 1] ?? 0) - (steps[row * width + column] as number)
  }
  return { cost: total / heard.frames, worstCost: worst(costs, Math.round(WORST_WINDOW_MS / heard.hopMs)), path }
}

function worst(costs: Float32Array, window: number): number {
  const length = Math.max(1, Math.min(window, costs.length))
  let sum = 0
  let most = 0
  for (let i = 0; i < costs.length; i++) {
    sum += (costs[i] as number) - (i >= length ? (costs[i - length] as number) : 0)
    if (i >= length - 1) most = Math.max(most, sum / length)
  }
  return most
}
