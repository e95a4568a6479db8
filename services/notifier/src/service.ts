import { type Bus, Undeliverable } from '@frontdesk/bus'
import type { DataOf, EventOf } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { type Counter, type DeliverySettings, defaultDeliverySettings, deliver, wasCallbackTold } from './deliver.ts'
import type { Message } from './message.ts'
import { startReminders } from './remind.ts'
import { type Known, routes } from './routes.ts'
import { type SlackApp, slackClient } from './slack.ts'

export interface NotifierOptions {
  readonly bus: Bus
  readonly records: Records
  /** By the line's id. */
  readonly lines: ReadonlyMap<string, Line>
  readonly clock: Clock
  readonly log: Log
  readonly slack: SlackApp
  readonly settings?: Partial<DeliverySettings> & { readonly remindEveryMs?: number }
}

/** People are told so late at most that a callback is overdue. */
const remindEveryMs = 15_000

type Told = keyof typeof routes

/** Tells a line's staff what they asked to be told. Disposing finishes what is under way, within the bus's grace. */
export async function startNotifier(options: NotifierOptions): Promise<AsyncDisposable> {
  const { bus, records, lines, clock, log, slack } = options
  const settings = { ...defaultDeliverySettings, ...options.settings }
  const counter: Counter = { records, slack: slackClient(slack), clock, log, settings }

  const handler =
    <N extends Told>(route: (data: DataOf<N>, known: Known) => Message | undefined) =>
    async (event: EventOf<N>): Promise<void> => {
      const { callId, lineId } = event.data
      const callbackId = 'callbackId' in event.data ? event.data.callbackId : undefined
      const known = await knownOf(records, lines, { callId, lineId, callbackId, at: event.time })
      const message = route(event.data, known)
      if (message !== undefined) await deliver(counter, { callId, lineId }, message)
    }
  await using opened = new AsyncDisposableStack()
  opened.use(
    await bus.subscribe(
      { name: 'notifier', topic: 'call-events' },
      {
        'call.escalated': handler<'call.escalated'>(routes['call.escalated']),
        'callback.queued': handler<'callback.queued'>(routes['callback.queued']),
        'callback.overdue': handler<'callback.overdue'>(routes['callback.overdue']),
        'tool.unresolved': handler<'tool.unresolved'>(routes['tool.unresolved']),
        'call.flagged': handler<'call.flagged'>(routes['call.flagged']),
        'call.ended': handler<'call.ended'>(routes['call.ended']),
        'call.processed': handler<'call.processed'>(routes['call.processed']),
      },
    ),
  )
  // Behind subscribing: what it publishes finds us there.
  opened.use(
    startReminders({ bus, records, lines, clock, log, everyMs: options.settings?.remindEveryMs ?? remindEveryMs }),
  )
  return opened.move()
}

interface Place {
  readonly callId: string
  readonly lineId: string
  readonly callbackId: string | undefined
  readonly at: string
}

async function knownOf(
  records: Records,
  lines: ReadonlyMap<string, Line>,
  { callId, lineId, callbackId, at }: Place,
): Promise<Known> {
  const line = lines.get(lineId)
  if (line === undefined) throw new Undeliverable(`no line is called ${lineId}: there is nobody to tell`)
  const [call, intents, callback] = await Promise.all([
    records.calls.find(callId),
    records.ledger.ofCall(callId),
    callbackId === undefined ? undefined : records.callbacks.find(callbackId),
  ])
  const caller = call?.caller ?? null
  const known = { line, caller, at, endedAt: call?.end?.endedAt ?? at, isRingingBack: wasCallbackTold(intents) }
  if (callback === undefined) return known
  const { createdAt, owner, state } = callback
  return { ...known, callback: { createdAt, owner, isFinished: state === 'done' || state === 'gave-up' } }
}
