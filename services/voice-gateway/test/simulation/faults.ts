import type { seeded } from '../../src/session/testing/seeded.ts'

export type Random = ReturnType<typeof seeded>

/** What may be gone from one moment to the next, wherever the call is: our process, with or without a word, and either socket. */
export const strikes = ['crash', 'release', 'leg-lost', 'lost-model'] as const
export type Strike = (typeof strikes)[number]
export const isStrike = (fault: Fault | undefined): fault is Strike => strikes.some((strike) => strike === fault)

/**
 * Where something can go wrong, and what can go wrong there. A boundary is passed many times in a call; a planned fault
 * strikes at its nth passing.
 */
export const faultsAt = {
  /** The carrier asks what to do with the call, first or again. */
  'carrier-asks': [...strikes, 'lost', 'twice'],
  /** The media socket is to be opened. */
  'stream-opens': ['lost', 'crash', 'release'],
  /** A model session is being opened. */
  'model-opens': [...strikes, 'lost', 'hangs', 'slow', 'fatal'],
  'model-responds': [...strikes, 'lost', 'silent', 'refused', 'failed', 'expired', 'fatal', 'half-open'],
  /** Between two pieces of the agent's voice. */
  'model-speaks': [...strikes, 'lost', 'garbage', 'expired', 'half-open'],
  /** A function call was told. */
  'model-called': [...strikes, 'lost', 'duplicate', 'asks-again', 'half-open'],
  /** A tool's output arrives. */
  'model-answered': [...strikes, 'lost', 'repeats-call', 'half-open'],
  'tool-asked': [...strikes, 'publish-fails', 'late', 'twice'],
  'tool-completed': [...strikes, 'twice'],
  'caller-frame': [...strikes, 'frame-twice', 'frame-lost', 'frames-swapped'],
  'mark-due': [...strikes, 'marks-stop', 'mark-twice', 'strange-mark', 'half-open'],
  'journal-write': [...strikes, 'fails', 'slow'],
  /** The carrier tells that the call is over. */
  'carrier-ends': ['never', 'twice', 'crash', 'release'],
} as const

export type Boundary = keyof typeof faultsAt
export type Fault<B extends Boundary = Boundary> = (typeof faultsAt)[B][number]

export interface Planned {
  readonly boundary: Boundary
  readonly fault: Fault
  readonly nth: number
}

const boundaries = Object.keys(faultsAt) as Boundary[]
/** How late in a call a fault may strike: some boundaries are passed a few times only. */
const passings: Readonly<Record<Boundary, number>> = {
  'carrier-asks': 2,
  'stream-opens': 2,
  'model-opens': 2,
  'model-responds': 6,
  'model-speaks': 40,
  'model-called': 3,
  'model-answered': 3,
  'tool-asked': 3,
  'tool-completed': 3,
  'caller-frame': 50,
  'mark-due': 60,
  'journal-write': 12,
  'carrier-ends': 1,
}

export interface Faults {
  readonly planned: readonly Planned[]
  readonly struck: readonly Planned[]
  /** Passes a boundary: the fault that strikes now, if one does. */
  at<B extends Boundary>(boundary: B): Fault<B> | undefined
}

export function plan(random: Random): readonly Planned[] {
  return Array.from({ length: random.below(4) }, () => {
    const boundary = random.pick(boundaries)
    return { boundary, fault: random.pick<Fault>(faultsAt[boundary]), nth: 1 + random.below(passings[boundary]) }
  })
}

export function faultsOf(planned: readonly Planned[]): Faults {
  const passed = new Map<Boundary, number>()
  const struck: Planned[] = []
  return {
    planned,
    struck,
    at<B extends Boundary>(boundary: B) {
      const nth = (passed.get(boundary) ?? 0) + 1
      passed.set(boundary, nth)
      const hit = planned.find((each) => each.boundary === boundary && each.nth === nth)
      if (hit === undefined) return undefined
      struck.push(hit)
      // Planned out of this boundary's own list.
      return hit.fault as Fault<B>
    },
  }
}
