import { z } from 'zod'
import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator.ts'
import { openStore, type Table } from '../server/store.ts'
import type { Answer, Ask, Route, Vendor } from '../server/vendor.ts'
import { exportRequestSchema, readSpans, type Span, spanSchema } from './otlp.ts'

export type { Span }

export type LangfuseCall = 'otel.traces' | 'ingestion' | 'health'

export interface LangfuseOptions extends SimulatorOptions {
  /** The project's keys; any pair is valid when absent. */
  readonly keys?: { readonly publicKey: string; readonly secretKey: string }
}

const ingestedSchema = z.object({
  id: z.string(),
  type: z.string(),
  timestamp: z.string(),
  body: z.record(z.string(), z.unknown()),
})
/** An event of the ingestion API: a score, or a trace by an SDK of old. */
export type Ingested = z.infer<typeof ingestedSchema>

export interface LangfuseSimulator extends Simulator<LangfuseCall> {
  /** In the order of arrival; a span sent again replaces itself. */
  readonly spans: readonly Span[]
  spansOf(traceId: string): Span[]
  readonly ingested: readonly Ingested[]
}

/** Ready answers for `trouble.fail`. */
export const langfuseFailures = {
  rateLimited: { status: 429, body: { message: 'Rate limit exceeded' }, headers: { 'retry-after': '1' } },
  unavailable: { status: 503, body: { message: 'Service Unavailable' } },
  unauthorized: unauthorized("Invalid credentials. Confirm that you've configured the correct host."),
} as const satisfies Record<string, Answer>

interface Project {
  readonly spans: Table<Span>
  readonly ingested: Table<Ingested>
}

/** Langfuse's two doors, OTLP traces in JSON and the ingestion API. `apiUrl` is the client's `baseUrl`. */
export async function startLangfuse(options: LangfuseOptions = {}): Promise<LangfuseSimulator> {
  const store = openStore(options.stateFile)
  const project: Project = {
    spans: store.table('spans', spanSchema),
    ingested: store.table('ingested', ingestedSchema),
  }
  const vendor: Vendor<LangfuseCall> = {
    name: 'Langfuse',
    routes: routes(project),
    admit: (ask) => admit(ask, options.keys),
    noSuchCall: () => ({ status: 404, body: { message: 'Not Found', error: 'LangfuseNotFoundError' } }),
    unreadableBody: () => invalid('the body is not JSON'),
  }
  const simulator = await startSimulator(vendor, { ...options, onClose: store.close })
  return {
    ...simulator,
    get spans() {
      return project.spans.rows()
    },
    spansOf: (traceId) => project.spans.rows().filter((span) => span.traceId === traceId),
    get ingested() {
      return project.ingested.rows()
    },
  }
}

function routes(project: Project): Route<LangfuseCall>[] {
  return [
    { call: 'health', method: 'GET', path: '/api/public/health', answer: health },
    {
      call: 'otel.traces',
      method: 'POST',
      path: '/api/public/otel/v1/traces',
      answer: ({ body }) => takeTraces(project, body),
    },
    { call: 'ingestion', method: 'POST', path: '/api/public/ingestion', answer: ({ body }) => ingest(project, body) },
  ]
}

function admit({ path, headers }: Ask, keys: LangfuseOptions['keys']): Answer | undefined {
  if (path === '/api/public/health') return undefined
  if (!headers.authorization) return unauthorized('No authorization header')
  const [, encoded = ''] = /^Basic\s+(\S+)$/i.exec(headers.authorization) ?? []
  const [publicKey, secretKey] = Buffer.from(encoded, 'base64').toString().split(':')
  const isPair = Boolean(publicKey && secretKey)
  const isValid = isPair && (!keys || (publicKey === keys.publicKey && secretKey === keys.secretKey))
  return isValid ? undefined : langfuseFailures.unauthorized
}

function unauthorized(message: string): Answer {
  return { status: 401, body: { message, error: 'UnauthorizedError' } }
}

function invalid(message: string): Answer {
  return { status: 400, body: { message, error: 'InvalidRequestError' } }
}

function health(): Answer {
  return { status: 200, body: { status: 'OK', version: '3.0.0-simulated' } }
}

function takeTraces(project: Project, body: unknown): Answer {
  const request = exportRequestSchema.safeParse(body)
  if (!request.success) return invalid(`not an OTLP export request: ${z.prettifyError(request.error)}`)
  for (const span of readSpans(request.data)) project.spans.put(`${span.traceId}/${span.spanId}`, span)
  return { status: 200, body: {} }
}

/** Each event of a batch is taken or refused by itself: the answer is 207 whatever became of them. */
function ingest(project: Project, body: unknown): Answer {
  const request = z.object({ batch: z.array(z.unknown()) }).safeParse(body)
  if (!request.success) return invalid('Invalid request data')
  const successes: unknown[] = []
  const errors: unknown[] = []
  for (const event of request.data.batch) {
    const parsed = ingestedSchema.safeParse(event)
    if (parsed.success) {
      project.ingested.put(parsed.data.id, parsed.data)
      successes.push({ id: parsed.data.id, status: 201 })
    } else {
      const { id } = z.object({ id: z.string() }).catch({ id: 'unknown' }).parse(event)
      errors.push({ id, status: 400, message: 'Invalid request data', error: z.prettifyError(parsed.error) })
    }
  }
  return { status: 207, body: { successes, errors } }
}
