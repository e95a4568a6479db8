export type Filter = Readonly<Record<string, string>>

/** True when the attributes carry all that the filter asks for. */
export function matches(filter: Filter, attributes: Filter): boolean {
  return Object.entries(filter).every(([key, value]) => attributes[key] === value)
}

/** The same text for the same filter, in whatever order it was written. */
export function canonical(filter: Filter): string {
  return JSON.stringify(Object.fromEntries(Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1))))
}
