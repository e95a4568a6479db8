import { type Clock, stamp } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import { keptDays, type Ledger } from '@frontdesk/records'

/** I6: so many at a time, so that nobody who waits for the ledger waits long. */
const atOnce = 200
const breathMs = 1_000
const everyMs = 3_600_000

/** Forgets intents that are older than the ledger keeps them, from now on until it is disposed. */
export function startForgetting(
  ledger: Pick<Ledger, 'purge'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): AsyncDisposable {
  const over = new AbortController()
  const running = (async () => {
    while (!over.signal.aborted) {
      const forgotten = await forgetSome(ledger, clock).catch((error: unknown) => {
        log.warn('old intents could not be forgotten, and will be later', { error })
        return 0
      })
      await clock.sleep(forgotten === atOnce ? breathMs : everyMs, over.signal).catch(() => {})
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      over.abort()
      await running
    },
  }
}

const forgetSome = (ledger: Pick<Ledger, 'purge'>, clock: Clock): Promise<number> =>
  ledger.purge(stamp(clock.now().subtract({ hours: keptDays * 24 })), atOnce)
