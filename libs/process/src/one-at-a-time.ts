/** Runs the work of one key after another, that of different keys side by side. What failed does not hold up what comes next. */
export function oneAtATime<Rest extends unknown[], T>(work: (key: string, ...rest: Rest) => Promise<T>): typeof work {
  const last = new Map<string, Promise<unknown>>()
  return async (key, ...rest) => {
    const before = last.get(key)
    const mine = (async () => {
      await before?.catch(() => {})
      return work(key, ...rest)
    })()
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
