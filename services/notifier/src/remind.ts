import type { Bus } from '@frontdesk/bus'
import { makeEvent } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import { type OpeningHours, openingHours } from '@frontdesk/line/hours'
import { type Clock, stamp } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import { type Callback, mostOpenCallbacks, type Records } from '@frontdesk/records'
import { remindersDue } from './overdue.ts'

export interface Reminding {
  readonly bus: Pick<Bus, 'publish'>
  readonly records: Pick<Records, 'callbacks'>
  readonly lines: ReadonlyMap<string, Line>
  readonly clock: Clock
  readonly log: Log
  readonly everyMs: number
}

/**
 * Looks, at once and then every so often, for callbacks whose time has passed, and publishes that they are overdue. Several may
 * look at once: the event of one reminder is always the same, and what was published is noted on the callback. Published before
 * it is noted, so that dying in between tells it again, as the same event.
 */
export function startReminders(reminding: Reminding): AsyncDisposable {
  const { lines, clock, log, everyMs } = reminding
  // Made once: the public holidays are worked out a year at a time.
  const hours = new Map([...lines.values()].map((line) => [line.id, openingHours(line)]))
  const stopping = new AbortController()
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look(reminding, hours, stopping.signal).catch((error: unknown) =>
        log.warn('overdue callbacks could not be looked up; tried again later', { error }),
      )
      // Rejects when we stop, which is the end of looking.
      await clock.sleep(everyMs, stopping.signal).catch(() => {})
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await looking
    },
  }
}

type HoursOf = ReadonlyMap<string, OpeningHours>

async function look(reminding: Reminding, hours: HoursOf, signal: AbortSignal): Promise<void> {
  const { callbacks } = reminding.records
  const dueBefore = stamp(reminding.clock.now())
  let after: Callback | undefined
  while (!signal.aborted) {
    const page = await callbacks.open({
      dueBefore,
      limit: mostOpenCallbacks,
      ...(after === undefined ? {} : { after }),
    })
    for (const callback of page) await remind(reminding, hours, callback)
    after = page.at(-1)
    if (page.length < mostOpenCallbacks) return
  }
}

async function remind({ bus, records, clock, log }: Reminding, hours: HoursOf, callback: Callback): Promise<void> {
  const hoursOfLine = hours.get(callback.lineId)
  if (hoursOfLine === undefined) return
  const now = clock.now()
  const times = remindersDue(callback, hoursOfLine, now)
  // We were away when the first was due: the second says all of it.
  if (times <= callback.reminded) return
  const { callId, lineId, callbackId, reason, caller, dueAt } = callback
  const data = { callId, lineId, callbackId, reason, caller, dueAt, times }
  await bus.publish(makeEvent('callback.overdue', data, { by: 'notifier', at: now }))
  await records.callbacks.change(callbackId, { do: 'remind', times, at: stamp(now) })
  log.info('a callback is overdue', { callId, lineId, callbackId, times })
}
