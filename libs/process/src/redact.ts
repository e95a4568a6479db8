/** What reaches a log line (I4). Pure: structured fields in, fields without content out. */
export type Fields = Readonly<Record<string, unknown>>

/** Keys whose value may be a caller's words, name or number, or a secret; compared without case, `_` and `-`. */
const privateKeys = new Set(
  `called from to name firstname lastname fullname contact address text words notes note reason body message content prompt summary
  qualifyinginfo arguments args input output result apikey url query params headers`.split(/\s+/),
)
/** Words that make any key private that has them in it: `callerName`, `x-twilio-signature`. */
const privateWords = new Set(
  'caller number phone phonenumber email customer transcript utterance authorization token secret password cookie signature'.split(
    ' ',
  ),
)

function isPrivate(key: string): boolean {
  if (privateKeys.has(key.toLowerCase().replaceAll(/[_-]/g, ''))) return true
  const words = key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z]+/)
  return words.some((word) => privateWords.has(word))
}

/** Numbers hide in strings that are nobody's fault (an id made of a number, a path). */
const looksLikeANumber = /(?:\+|%2B|\b00)\d[\d ().-]{5,}\d/g
const maxDepth = 5
const maxItems = 50
const maxTextLength = 300

export function redactFields(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, isPrivate(key) ? hidden(value) : redactValue(value, 1)]),
  )
}

/** That there was a value is worth knowing; what it was is not. Counts and flags say nothing of anybody. */
function hidden(value: unknown): unknown {
  const tellsNothing = typeof value === 'boolean' || (typeof value === 'number' && Math.abs(value) < 1_000_000)
  return value === undefined || value === null || tellsNothing ? value : '[redacted]'
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null)
    return typeof value === 'function' || typeof value === 'symbol' ? undefined : value
  if (value instanceof Error) return describeError(value)
  if (value instanceof Temporal.Instant || value instanceof Temporal.Duration || value instanceof Date)
    return value.toJSON()
  if (depth >= maxDepth) return '[deep]'
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => redactValue(item, depth + 1))
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxItems)
      .map(([key, inner]) => [key, isPrivate(key) ? hidden(inner) : redactValue(inner, depth + 1)]),
  )
}

function redactText(value: string): string {
  const masked = value.replaceAll(looksLikeANumber, '[number]')
  return masked.length > maxTextLength ? `${masked.slice(0, maxTextLength)}…` : masked
}

/**
 * An error without its message, which may quote what a caller said: name, code, and where it was thrown. Vendors' errors put the
 * whole request into their fields; none of them is kept.
 */
function describeError(error: Error, depth = 1): Record<string, unknown> {
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? { code: error.code } : {}
  const status = 'status' in error && typeof error.status === 'number' ? { status: error.status } : {}
  // Only the lines of the stack that name a place: a message of several lines stands above them.
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line))
  const at = frames.slice(0, 4).map((line) => line.trim().slice(3))
  const cause = error.cause instanceof Error && depth < 4 ? { cause: describeError(error.cause, depth + 1) } : {}
  return { name: error.name, ...code, ...status, at, ...cause }
}
