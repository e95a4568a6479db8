/** Resolves as soon as `look` finds something; for states that nothing tells of. @throws when it does not within the deadline */
export async function eventually<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 5_000,
): Promise<T> {
  for (const untilMs = performance.now() + withinMs; performance.now() < untilMs; ) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`did not come to pass within ${withinMs} ms: ${look.toString()}`)
}
