import { createHash } from 'node:crypto'
import { InFlight, type Ledger, type Making, once } from '@frontdesk/records'
import { z } from 'zod'
import { nameKey } from '../person.ts'
import type { WriteContext } from '../tool.ts'
import type { Person } from '../vendors/crm.ts'
import { isClearNo, VendorFailure } from '../vendors/vendor-failure.ts'

export const contactStep = 'crm-contact'
/** How far the CRM's clock may be from ours. */
const clockToleranceMs = 60_000

/** Without a number or an address nobody finds the contact again: neither do we. */
export const isReachable = ({ phone, email }: Person) => phone !== null || email !== null

interface Around extends Pick<WriteContext, 'vendors' | 'clock' | 'timing'> {
  readonly ledger: Ledger
  readonly lineId: string
  /** The intent that the contact is made for. */
  readonly intent: { readonly key: string; readonly startedAt: Temporal.Instant }
}

/** What a tool's contact is made with. */
export const around = ({ vendors, clock, timing, ledger, line, intent }: WriteContext): Around => ({
  ...{ vendors, clock, timing, ledger, intent, lineId: line.id },
})

/** The step that makes the person's contact, or completes the one that exists. `until` ends it early. */
export function contactMaking(around: Around, person: Person, as: 'customer' | 'lead', until?: AbortSignal): Making {
  const limit = (signal: AbortSignal) => (until === undefined ? signal : AbortSignal.any([signal, until]))
  if (person.phone === null) return plainMaking(around, person, as, limit)
  const { phone } = person
  return {
    step: contactStep,
    // What became of it the number's own intent knows, and asks the CRM where it does not.
    find: async () => undefined,
    async make(signal) {
      const { id, action } = await oneOf(around, { ...person, phone }, as, limit(signal))
      return { vendor: 'crm', action, what: 'contact', reference: id }
    },
    refused: isClearNo,
  }
}

/** By e-mail address alone: of that the CRM itself keeps no two. */
function plainMaking(
  {
    vendors,
    clock,
    timing,
    intent,
  }: Pick<Around, 'vendors' | 'clock' | 'timing'> & {
    readonly intent: { readonly startedAt: Temporal.Instant }
  },
  person: Person,
  as: 'customer' | 'lead',
  limit: (signal: AbortSignal) => AbortSignal = (signal) => signal,
): Making {
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

interface Made {
  readonly id: string
  readonly action: 'created' | 'updated'
}

/**
 * The CRM knows contacts apart by e-mail address alone, and finds one by number only seconds after it was made: two calls in a
 * row, or two runners at once, would each make one. So the making of a number's contact is an intent of its own, over all
 * calls: of all who want it one makes it, and the others wait and are told which it is, for as long as the ledger remembers.
 */
async function oneOf(
  around: Around,
  person: Person & { phone: string },
  as: 'customer' | 'lead',
  signal: AbortSignal,
): Promise<Made> {
  const { crm } = around.vendors
  const ofAddress = person.email === null ? undefined : await crm.find({ ...person, phone: null }, signal)
  if (ofAddress !== undefined && (await crm.complete(ofAddress.id, person, as, signal))) {
    return { id: ofAddress.id, action: 'updated' }
  }
  for (let nth = 0; nth < mostOfOneName; nth++) {
    const made = await ofNumber(around, person, { as, nth, signal })
    if (made.isOurs || (await crm.complete(made.id, person, as, signal))) return made
  }
  return crm.upsert(person, as, signal)
}

/** One number's people of one name: with other addresses each, or deleted from the CRM one after the other. */
const mostOfOneName = 4

const settledBy = z.object({ by: z.string() })

async function ofNumber(
  { ledger, lineId, clock, timing, vendors, intent }: Around,
  person: Person & { phone: string },
  { as, nth, signal }: { readonly as: 'customer' | 'lead'; readonly nth: number; readonly signal: AbortSignal },
): Promise<Made & { readonly isOurs: boolean }> {
  const name = `${person.phone} ${nameKey(person.name)}`
  const wish = { key: digest(`contact ${name} ${nth}`), callId: `contact-${digest(name)}`, lineId, tool: 'contact' }
  // The CRM's search is waited for while it is held. Who waits for another's does so for as long as their own time lasts.
  const leaseMs = timing.leaseMs + timing.crmLagMs
  const settings = { clock, leaseMs, restMs: timing.restMs, waitMs: leaseMs, signal }
  const { outcome, effects } = await once(ledger, wish, settings, async (work) => {
    const begun = { startedAt: Temporal.Instant.from(work.intent.startedAt) }
    const limit = (one: AbortSignal) => AbortSignal.any([one, signal])
    await work.do(plainMaking({ vendors, clock, timing, intent: begun }, person, as, limit))
    return { status: 'succeeded', result: { by: intent.key } }
  }).catch((error: unknown) => {
    throw error instanceof InFlight ? new VendorFailure('crm', 'timed-out', { vendorCode: 'in-flight' }) : error
  })
  const [effect] = effects
  if (effect === undefined) throw new VendorFailure('crm', 'bad-answer')
  const isOurs = outcome.status === 'succeeded' && settledBy.safeParse(outcome.result).data?.by === intent.key
  return { id: effect.reference, action: isOurs && effect.action === 'created' ? 'created' : 'updated', isOurs }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40)
