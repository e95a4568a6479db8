import { createHash } from 'node:crypto'
import { Undeliverable } from '@frontdesk/bus'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import { type Effect, type Intent, once, type Records } from '@frontdesk/records'
import type { Message } from './message.ts'
import { type Slack, SlackRefusal, slackTimeoutMs } from './slack.ts'

export interface DeliverySettings {
  /** In how long a request that we stopped waiting for has certainly ended at Slack. */
  readonly restMs: number
  readonly leaseMs: number
}
export const defaultDeliverySettings: DeliverySettings = { restMs: slackTimeoutMs + 1_000, leaseMs: 60_000 }

export interface Counter {
  readonly records: Pick<Records, 'ledger'>
  readonly slack: Slack
  readonly clock: Clock
  readonly log: Log
  readonly settings: DeliverySettings
}

/** Our clock and Slack's may differ by this much. */
const skew = { minutes: 2 }
const intentOf = (kind: Message['kind']): string => `notify.${kind}`

/**
 * Posts a message once (I2), over redelivery and over our death at any moment: the ledger holds that it was tried and where it
 * stands; one that was tried without an answer is looked for in the channel, by the key that travels with it, before it is
 * posted again.
 * @throws Undeliverable when a person has to change something first; else what a further try may mend
 */
export async function deliver(counter: Counter, call: { callId: string; lineId: string }, message: Message) {
  const { records, slack, clock, log, settings } = counter
  const key = keyOf(call.callId, message)
  const wish = { key, ...call, tool: intentOf(message.kind) }
  try {
    await once(records.ledger, wish, { ...settings, clock, waitMs: 0 }, async (work) => {
      const since = Temporal.Instant.from(work.intent.startedAt).subtract(skew)
      await work.do({
        step: 'post',
        find: async () => effectOf(await slack.find(message.channel, key, since)),
        make: async () => {
          const effect = sent(await slack.post(message, key))
          log.info('Slack was told', { callId: call.callId, lineId: call.lineId, kind: message.kind })
          return effect
        },
        refused: (error) => error instanceof SlackRefusal,
      })
      return { status: 'succeeded', result: {} }
    })
  } catch (error) {
    if (!(error instanceof SlackRefusal && error.isForGood)) throw error
    log.error('Slack refuses a message for good: set it right, then redrive the dead letter', {
      ...{ callId: call.callId, lineId: call.lineId, kind: message.kind },
      refusal: error.code,
    })
    throw new Undeliverable(`Slack refused: ${error.code}`)
  }
}

/** True when the staff were told, or are being told, to ring this caller. */
export const wasCallbackTold = (intents: readonly Intent[]): boolean =>
  intents.some(({ tool }) => tool === intentOf('callback'))

/** Made of what the message is about, not of its words: the same is told once. A digest, since those may be a caller's. */
function keyOf(callId: string, { channel, about }: Message): string {
  const digest = createHash('sha256').update(JSON.stringify([channel, ...about]))
  return `notify/${callId}/${digest.digest('hex').slice(0, 32)}`
}

const sent = (reference: string): Effect => ({ vendor: 'slack', action: 'sent', what: 'message', reference })
const effectOf = (reference: string | undefined): Effect | undefined =>
  reference === undefined ? undefined : sent(reference)
