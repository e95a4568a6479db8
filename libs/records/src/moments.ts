import { z } from 'zod'

export function toMs(moment: string): number {
  const ms = Date.parse(moment)
  if (Number.isNaN(ms)) throw new RangeError('a moment must be RFC 3339 in UTC, e.g. 2026-11-22T19:00:00.000Z')
  return ms
}

export const fromMs = (ms: number): string => new Date(ms).toISOString()

/** Kept as milliseconds, read as a moment. */
export const momentFromMs = z.int().transform(fromMs)

/** Kept as JSON, read as what `schema` says. */
export const fromJson = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema)
