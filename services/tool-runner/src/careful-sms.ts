import { type Clock, stamp } from '@frontdesk/process/clock'
import { believedHours, type TextRefusal, type TextRefusals } from '@frontdesk/records'
import { isLandline } from './number-plan.ts'
import type { Sms, Text } from './vendors/sms.ts'
import { VendorFailure } from './vendors/vendor-failure.ts'

/** Why a number gets no SMS, whatever is to be said. */
export type NoText = TextRefusal['why']

/** Twilio's own codes: unsubscribed; not a mobile number; landline (told of a message that was under way). */
const meanings: Readonly<Record<string, NoText>> = { 21610: 'opted-out', 21614: 'landline', 30006: 'landline' }
const codes = { 'opted-out': '21610', landline: '21614' } as const satisfies Record<NoText, string>

/** What the carrier's refusal says of the number; undefined for one that says nothing of it. */
export const noTextIn = (vendorCode: string | undefined): NoText | undefined =>
  vendorCode === undefined ? undefined : meanings[vendorCode]

interface Around {
  readonly refusals: TextRefusals
  readonly clock: Clock
}

/**
 * The one way out for every SMS of the house: none goes to a number that cannot get it or whose owner does not want it. What
 * the carrier refuses once for that reason is refused here from then on, in the carrier's own words.
 */
export function carefulSms(sms: Sms, { refusals, clock }: Around): Sms {
  const now = () => stamp(clock.now())
  const known = async ({ from, to }: Text): Promise<NoText | undefined> =>
    isLandline(to) ? 'landline' : (await refusals.find(from, to, now()))?.why
  return {
    find: sms.find,
    async send(text, signal) {
      const why = await known(text)
      if (why !== undefined) throw new VendorFailure('sms', 'rejected', { vendorCode: codes[why] })
      try {
        return await sms.send(text, signal)
      } catch (error) {
        const told = error instanceof VendorFailure ? noTextIn(error.vendorCode) : undefined
        if (told !== undefined) {
          const until = stamp(clock.now().add({ hours: believedHours[told] }))
          await refusals.note({ sender: text.from, number: text.to, why: told, until }, now())
        }
        throw error
      }
    },
  }
}
