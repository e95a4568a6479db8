/** The same choices out of numbers that are given, up to a million: what makes them can then find the shortest that fail. */
export function drawing(draws: readonly number[]) {
  let at = 0
  const next = () => (draws[at++] ?? 0) / 1_000_001
  return {
    ...choosing(next),
    get exhausted() {
      return at >= draws.length
    },
  }
}

/** Numbers that look random and are the same for the same seed (mulberry32), so that a failing history can be run again. */
export function seeded(seed: number) {
  let a = seed >>> 0
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return choosing(next)
}

function choosing(next: () => number) {
  return {
    /** From 0 up to, and without, `below`. */
    below: (below: number) => Math.floor(next() * below),
    chance: (share: number) => next() < share,
    pick: <T>(from: readonly T[]): T => {
      const picked = from[Math.floor(next() * from.length)]
      if (picked === undefined) throw new RangeError('nothing to pick from')
      return picked
    },
  }
}
