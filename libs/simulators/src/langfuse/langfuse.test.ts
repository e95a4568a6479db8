import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LangfuseSpanProcessor } from '@langfuse/otel'
import { createTraceId, setLangfuseTracerProvider, startObservation } from '@langfuse/tracing'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import { startLangfuse } from './langfuse.ts'

const keys = { publicKey: 'pk-lf-test', secretKey: 'sk-lf-test' }
const authorization = `Basic ${btoa('pk-lf-test:sk-lf-test')}`

/** The vendor's client with a tracer provider of its own, as a process with other traces would have it. */
function connect(baseUrl: string) {
  const processor = new LangfuseSpanProcessor({ ...keys, baseUrl, timeout: 2, mediaUploadEnabled: false })
  const provider = new BasicTracerProvider({ spanProcessors: [processor] })
  setLangfuseTracerProvider(provider)
  return {
    [Symbol.asyncDispose]: async () => {
      await provider.shutdown()
      setLangfuseTracerProvider(null)
    },
  }
}

test('a trace of the vendor’s client arrives as spans with parents, times and attributes', async () => {
  await using langfuse = await startLangfuse({ keys })
  const traceId = await createTraceId('call-1')
  const startTime = new Date('2026-12-01T09:00:00.250Z')
  {
    await using _client = connect(langfuse.apiUrl)
    const parentSpanContext = { traceId, spanId: '0123456789abcdef', traceFlags: 1 }
    const call = startObservation('call', { metadata: { line: 'practice' } }, { parentSpanContext, startTime })
    const reply = call.startObservation(
      'reply',
      { model: 'gpt-realtime', usageDetails: { input: 10, output: 20 } },
      { asType: 'generation' },
    )
    reply.end()
    call.end(new Date('2026-12-01T09:01:00Z'))
  }
  const [reply, call] = langfuse.spansOf(traceId).sort((a, b) => b.name.localeCompare(a.name))
  assert.equal(call?.name, 'call')
  assert.equal(call?.parentSpanId, '0123456789abcdef')
  assert.equal(call?.startMs, startTime.getTime())
  assert.equal(call?.endMs, Date.parse('2026-12-01T09:01:00Z'))
  assert.equal(call?.attributes['langfuse.observation.metadata.line'], 'practice')
  assert.equal(reply?.parentSpanId, call?.spanId)
  assert.equal(reply?.attributes['langfuse.observation.usage_details'], '{"input":10,"output":20}')
  assert.equal(reply?.scope, 'langfuse-sdk')
})

test('ingestion answers 207 and takes each event by itself', async () => {
  await using langfuse = await startLangfuse({ keys })
  const score = {
    id: 'e-1',
    type: 'score-create',
    timestamp: '2026-12-01T09:00:00Z',
    body: { name: 'booked', value: 1 },
  }
  const response = await fetch(`${langfuse.apiUrl}/api/public/ingestion`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ batch: [score, { id: 'e-2' }] }),
  })
  assert.equal(response.status, 207)
  const answer = JSON.stringify(await response.json())
  assert.match(answer, /"successes":\[\{"id":"e-1","status":201\}\].*"errors":\[\{"id":"e-2","status":400/)
  assert.deepEqual(langfuse.ingested, [score])
})

test('a missing or wrong key pair is refused; health is open', async () => {
  await using langfuse = await startLangfuse({ keys })
  const post = (headers: Record<string, string>) =>
    fetch(`${langfuse.apiUrl}/api/public/otel/v1/traces`, { method: 'POST', headers, body: '{}' })
  assert.equal((await post({})).status, 401)
  assert.equal((await post({ authorization: `Basic ${btoa('pk-lf-test:wrong')}` })).status, 401)
  assert.equal((await post({ authorization })).status, 200)
  assert.equal((await fetch(`${langfuse.apiUrl}/api/public/health`)).status, 200)
})
