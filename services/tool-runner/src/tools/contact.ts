import type { Making } from '@frontdesk/records'
import type { WriteContext } from '../tool.ts'
import type { Person } from '../vendors/crm.ts'
import { isClearNo } from '../vendors/vendor-failure.ts'

export const contactStep = 'crm-contact'
/** How far the CRM's clock may be from ours. */
const clockToleranceMs = 60_000

/** Without a number or an address nobody finds the contact again: neither do we. */
export const isReachable = ({ phone, email }: Person) => phone !== null || email !== null

type Around = Pick<WriteContext, 'vendors' | 'clock' | 'timing'> & { intent: { readonly startedAt: Temporal.Instant } }

/** The step that makes the person's contact, or completes the one that exists. `until` ends it early. */
export function contactMaking(around: Around, person: Person, as: 'customer' | 'lead', until?: AbortSignal): Making {
  const { vendors, clock, timing, intent } = around
  const limit = (signal: AbortSignal) => (until === undefined ? signal : AbortSignal.any([signal, until]))
  return {
    step: contactStep,
    async find(signal) {
      // By address the CRM looks at what is; by number it searches, and the search is behind.
      if (person.email === null) await clock.sleep(timing.crmLagMs, limit(signal))
      const found = await vendors.crm.find(person, limit(signal))
      const oldestMs = intent.startedAt.epochMilliseconds - clockToleranceMs
      // One that was there before us may still lack what we know: `make` adds that, as often as it likes.
      if (found === undefined || found.createdAt.epochMilliseconds < oldestMs) return undefined
      return { vendor: 'crm', action: 'created', what: 'contact', reference: found.id }
    },
    async make(signal) {
      const { id, action } = await vendors.crm.upsert(person, as, limit(signal))
      return { vendor: 'crm', action, what: 'contact', reference: id }
    },
    refused: isClearNo,
  }
}
