import type { Network, Next } from './stage.ts'
import { TwimlFault } from './twiml/elements.ts'
import { parseTwiml } from './twiml/twiml.ts'
import type { Verb } from './twiml/verbs.ts'
import type { WebhookParams } from './webhooks.ts'

/**
 * The verbs of a document that is at hand or has to be asked for.
 * @throws WebhookFault when it cannot be had, TwimlFault when it is an error, of another type, or not to be understood
 */
export async function obtain(
  next: Extract<Next, { kind: 'fetch' | 'document' }>,
  callParams: WebhookParams,
  network: Network,
  signal: AbortSignal,
): Promise<Verb[]> {
  if (next.kind === 'document') return parseTwiml(next.twiml)
  const params = { ...callParams, ...next.params }
  const answer = await network.webhooks.ask({ kind: 'voice', ...next.target, params }, signal)
  if (answer.status < 200 || answer.status > 299) {
    throw new TwimlFault(11200, `${next.target.url} was answered with ${answer.status}`)
  }
  if (answer.text === '') return []
  if (!/^(text|application)\/xml\b/.test(answer.contentType)) {
    throw new TwimlFault(12300, `${next.target.url} was answered with content of type "${answer.contentType}"`)
  }
  return parseTwiml(answer.text)
}
