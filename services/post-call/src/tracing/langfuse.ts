import { createHash } from 'node:crypto'
import { Failure, failureKindOf, kindOfStatus } from '@frontdesk/process/failures'
import type { CallTrace, Observation } from './call-trace.ts'
import type { Tracer } from './tracer.ts'

export interface LangfuseProject {
  readonly publicKey: string
  readonly secretKey: string
  readonly baseUrl: string
}

/** Also bounds how long the exporter repeats what can be repeated. */
const timeoutSeconds = 5
/** The scope by which Langfuse's processor knows what is meant for it. */
const tracerName = 'langfuse-sdk'

/**
 * Langfuse by its OpenTelemetry processor, on a provider that lives for one trace and is known to nobody else: no global
 * tracer, no other span of this process. Ids are made of the call's id, so that a trace that is sent again replaces itself.
 */
export function langfuseTracer(project: LangfuseProject): Tracer {
  return {
    async send(trace) {
      const sdk = await loadSdk()
      const traceId = digest(trace.callId).slice(0, 32)
      const provider = await open(sdk, project, traceId)
      try {
        emit(sdk, provider.tracer, trace, provider.nameNext)
        await provider.flush()
      } catch (thrown) {
        throw failed(thrown)
      } finally {
        // What could not be sent is dropped here: whoever called sends the whole trace again.
        await provider.close().catch(() => {})
      }
      return traceId
    },
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Loaded with the first trace: together they take longer to import than the rest of the service. */
async function loadSdk() {
  const [otel, tracing, api, base] = await Promise.all([
    import('@langfuse/otel'),
    import('@langfuse/tracing'),
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
  ])
  return { ...otel, ...tracing, ...api, ...base }
}
type Sdk = Awaited<ReturnType<typeof loadSdk>>

async function open(sdk: Sdk, { publicKey, secretKey, baseUrl }: LangfuseProject, traceId: string) {
  const processor = new sdk.LangfuseSpanProcessor({
    ...{ publicKey, secretKey, baseUrl },
    timeout: timeoutSeconds,
    mediaUploadEnabled: false,
    // One request, when we flush: the answer to it is the answer to the trace.
    flushAt: 2_000,
  })
  let spanId = ''
  const provider = new sdk.BasicTracerProvider({
    sampler: new sdk.AlwaysOnSampler(),
    idGenerator: { generateTraceId: () => traceId, generateSpanId: () => spanId },
    spanProcessors: [processor],
  })
  return {
    tracer: provider.getTracer(tracerName),
    nameNext: (path: string) => {
      spanId = digest(`${traceId}/${path}`).slice(0, 16)
    },
    flush: () => provider.forceFlush(),
    close: () => provider.shutdown(),
  }
}

type OtelTracer = Awaited<ReturnType<typeof open>>['tracer']
type OtelSpan = ReturnType<OtelTracer['startSpan']>

function emit(
  sdk: Sdk,
  tracer: OtelTracer,
  { callId, tags, observations }: CallTrace,
  nameNext: (path: string) => void,
) {
  const spans = new Map<string, OtelSpan>()
  const ofTrace = { 'langfuse.trace.name': 'call', 'session.id': callId, 'langfuse.trace.tags': [...tags] }
  for (const observation of observations) {
    const parent = observation.parent === undefined ? undefined : spans.get(observation.parent)
    const context = parent === undefined ? sdk.ROOT_CONTEXT : sdk.trace.setSpan(sdk.ROOT_CONTEXT, parent)
    nameNext(observation.path)
    const span = tracer.startSpan(observation.name, { startTime: observation.startMs }, context)
    span.setAttributes({ ...ofTrace, ...sdk.createObservationAttributes(observation.type, attributesOf(observation)) })
    spans.set(observation.path, span)
    span.end(observation.endMs)
  }
}

function attributesOf({ input, output, metadata, model, usage, cost, level }: Observation) {
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
    ...(model === undefined ? {} : { model }),
    ...(usage === undefined ? {} : { usageDetails: { ...usage } }),
    ...(cost === undefined ? {} : { costDetails: { ...cost } }),
    ...(level === undefined ? {} : { level }),
  }
}

/** The provider throws a list, with one error a processor. */
function failed(thrown: unknown): Failure {
  const cause: unknown = Array.isArray(thrown) ? thrown[0] : thrown
  const status = cause instanceof Error && 'code' in cause && typeof cause.code === 'number' ? cause.code : undefined
  const kind = status === undefined ? (failureKindOf(cause) ?? 'unavailable') : kindOfStatus(status)
  return new Failure(kind, 'Langfuse did not take a trace', { cause })
}
