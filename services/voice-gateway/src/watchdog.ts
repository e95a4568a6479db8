import { stamp } from '@frontdesk/process/clock'
import type { LiveCall } from '@frontdesk/records'
import { type Desk, staleBefore } from './desk.ts'
import { publishEnd } from './ending.ts'
import { settle } from './settle.ts'

/** How many orphans are asked about at once: a gateway that died may have left hundreds. */
const atOnce = 10

/**
 * Looks, at once and then every so often, for calls that nobody holds any more and for ends that nobody was told of (I1).
 * At the beginning every call that stands under this gateway's own id is orphaned: the one who held it was here before us.
 */
export function startWatchdog(desk: Desk): AsyncDisposable {
  const { clock, settings, draining } = desk
  const began = stamp(clock.now())
  const looking = (async () => {
    // While the records are out of reach nobody can give a sign of life: behind that, everybody gets the time to.
    let blindUntilMs = clock.monotonicMs()
    for (let first = true; !draining.aborted; first = false) {
      const judges = clock.monotonicMs() >= blindUntilMs
      await look(desk, first ? began : undefined, judges).catch((error: unknown) => {
        blindUntilMs = clock.monotonicMs() + settings.orphanAfterMs
        desk.log.error('the watchdog could not look for orphans', { error })
      })
      // Rejects when this instance goes away, which is the end of looking.
      await clock.sleep(settings.watchEveryMs, draining).catch(() => {})
    }
  })()
  return { [Symbol.asyncDispose]: () => looking }
}

async function look(desk: Desk, began: string | undefined, judges: boolean): Promise<void> {
  for (const call of await desk.records.calls.endsToPublish()) {
    desk.tasks.start("a call's end could not be published; tried again later", () => publishEnd(desk, call))
  }
  if (!judges) return
  const stale = staleBefore(desk)
  const calls = await desk.records.calls.orphans(began ?? stale)
  const orphans = calls.filter((call) => isOrphan(desk, call, stale))
  while (orphans.length > 0 && !desk.draining.aborted) {
    await Promise.all(orphans.splice(0, atOnce).map((call) => bringBack(desk, call)))
  }
}

const isOrphan = (desk: Desk, call: LiveCall, stale: string): boolean =>
  desk.live.get(call.callId) === undefined && (call.gateway === desk.gatewayId || call.heartbeatAt < stale)

async function bringBack(desk: Desk, { callId }: LiveCall): Promise<void> {
  desk.count('orphan-found')
  desk.log.info('a call that nobody here speaks with is asked about', { callId })
  await settle(desk, callId, true).catch((error: unknown) =>
    desk.log.error('an orphaned call could not be settled; tried again later', { callId, error }),
  )
}
