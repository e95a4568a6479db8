import type { z } from 'zod'

/** What the API refuses: becomes an `error` event, or an HTTP answer. */
export class ApiError extends Error {
  readonly code: string
  readonly param: string | null
  readonly type: 'invalid_request_error' | 'server_error' | 'rate_limit_error'

  constructor(
    code: string,
    message: string,
    param: string | null = null,
    type: ApiError['type'] = 'invalid_request_error',
  ) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.param = param
    this.type = type
  }

  /** As it stands under `error` on the wire. */
  body() {
    return { type: this.type, code: this.code, message: this.message, param: this.param }
  }
}

export const invalidValue = (message: string, param: string) => new ApiError('invalid_value', message, param)

/** The first thing wrong with `input`, in the API's words. The path is written as the API does: `session.tools[2].name`. */
export function toApiError(error: z.ZodError, input: unknown): ApiError {
  const issue = deepest(error.issues[0] as z.core.$ZodIssue, input)
  const path = pathOf(issue.path)
  switch (issue.code) {
    case 'unrecognized_keys': {
      const unknown = pathOf([...issue.path, issue.keys[0] ?? ''])
      return new ApiError('unknown_parameter', `Unknown parameter: '${unknown}'.`, unknown)
    }
    case 'invalid_type':
    case 'invalid_value':
    case 'invalid_union':
      if (valueAt(input, issue.path) === undefined) {
        return new ApiError('missing_required_parameter', `Missing required parameter: '${path}'.`, path)
      }
      return invalidValue(`Invalid value for '${path}': ${issue.message}.`, path)
    default:
      return invalidValue(`Invalid value for '${path}': ${issue.message}.`, path)
  }
}

/** Of a value that fits none of several shapes, what keeps it from the nearest: the shape that it came furthest into. */
function deepest(issue: z.core.$ZodIssue, input: unknown): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue
  const inside = issue.errors
    .map((issues) => issues[0])
    .filter((first) => first !== undefined)
    .map((first) => deepest({ ...first, path: [...issue.path, ...first.path] }, input))
  const byDepth = inside.toSorted((a, b) => depth(b) - depth(a))
  return byDepth[0] && depth(byDepth[0]) > issue.path.length ? byDepth[0] : issue
}

const depth = (issue: z.core.$ZodIssue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)

const pathOf = (path: readonly PropertyKey[]) =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? String(key) : `${text}.${String(key)}`
  }, '')

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  )
}
