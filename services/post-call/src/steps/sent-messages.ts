import { stamp } from '@frontdesk/process/clock'
import { believedHours, type Effect } from '@frontdesk/records'
import type { SentMessage } from '../carrier/carrier.ts'
import type { Consumption } from '../cost/cost.ts'
import type { Desk } from '../desk.ts'

/**
 * The messages that a call sent, as they are billed. One that the carrier does not tell of has no known price. A number that
 * turned out to be a landline is noted, so that the next call knows, and says so to the caller.
 */
export function sentMessages(desk: Desk, callId: string, effects: readonly Effect[]): Promise<Consumption['messages']> {
  const sids = new Set(effects.flatMap(({ vendor, reference }) => (vendor === 'sms' ? [reference] : [])))
  return Promise.all(
    [...sids].map(async (sid) => {
      try {
        const message = await desk.carrier.message(sid)
        if (message.toLandline) await noteLandline(desk, message)
        return message
      } catch (error) {
        desk.log.warn('a message could not be priced', { callId, error })
        return null
      }
    }),
  )
}

function noteLandline({ records, clock }: Desk, { from: sender, to: number }: SentMessage): Promise<void> {
  const until = stamp(clock.now().add({ hours: believedHours.landline }))
  return records.textRefusals.note({ sender, number, why: 'landline', until }, stamp(clock.now()))
}
