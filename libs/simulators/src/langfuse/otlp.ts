import { z } from 'zod'

/** OTLP's typed value; 64-bit integers come as text. */
interface AnyValue {
  readonly stringValue?: string | undefined
  readonly boolValue?: boolean | undefined
  readonly intValue?: string | number | undefined
  readonly doubleValue?: number | undefined
  readonly arrayValue?: { readonly values?: readonly AnyValue[] | undefined } | undefined
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] | undefined } | undefined
}
interface KeyValue {
  readonly key: string
  readonly value?: AnyValue | undefined
}

const anyValueSchema: z.ZodType<AnyValue> = z.lazy(() =>
  z.object({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: z.union([z.string(), z.number()]).optional(),
    doubleValue: z.number().optional(),
    arrayValue: z.object({ values: z.array(anyValueSchema).optional() }).optional(),
    kvlistValue: z.object({ values: z.array(keyValueSchema).optional() }).optional(),
  }),
)
const keyValueSchema: z.ZodType<KeyValue> = z.object({ key: z.string(), value: anyValueSchema.optional() })
const attributesSchema = z.array(keyValueSchema).default([])

const nanosSchema = z.union([z.string().regex(/^\d+$/), z.number()])
const wireSpanSchema = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: nanosSchema,
  endTimeUnixNano: nanosSchema,
  attributes: attributesSchema,
  status: z.object({ code: z.number().optional(), message: z.string().optional() }).default({}),
})
type WireSpan = z.infer<typeof wireSpanSchema>

/** An export request of OTLP/HTTP in JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export const exportRequestSchema = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes: attributesSchema }).optional(),
        scopeSpans: z
          .array(
            z.object({ scope: z.object({ name: z.string() }).optional(), spans: z.array(wireSpanSchema).default([]) }),
          )
          .default([]),
      }),
    )
    .default([]),
})

const attributeValueSchema: z.ZodType<AttributeValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(attributeValueSchema)]),
)
export type AttributeValue = string | number | boolean | null | AttributeValue[]

export const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  scope: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  /** A key/value list inside a value is kept as JSON text, as Langfuse's own SDK writes objects. */
  attributes: z.record(z.string(), attributeValueSchema),
  isError: z.boolean(),
})
export type Span = z.infer<typeof spanSchema>

export function readSpans(request: z.infer<typeof exportRequestSchema>): Span[] {
  return request.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => readSpan(span, scope?.name ?? ''))),
  )
}

const ERROR_STATUS = 2

function readSpan(span: WireSpan, scope: string): Span {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId ? { parentSpanId: span.parentSpanId } : {}),
    name: span.name,
    scope,
    startMs: nanosToMs(span.startTimeUnixNano),
    endMs: nanosToMs(span.endTimeUnixNano),
    attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, readValue(value)])),
    isError: span.status.code === ERROR_STATUS,
  }
}

/** Milliseconds with fractions; the detour by BigInt keeps what a number of nanoseconds would lose. */
function nanosToMs(nanos: string | number): number {
  return Number(BigInt(nanos) / 1_000n) / 1_000
}

function readValue(value: AnyValue | undefined): AttributeValue {
  if (!value) return null
  if (value.intValue !== undefined) return Number(value.intValue)
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(readValue)
  if (value.kvlistValue) {
    const entries = (value.kvlistValue.values ?? []).map(({ key, value: inner }) => [key, readValue(inner)])
    return JSON.stringify(Object.fromEntries(entries))
  }
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? null
}
