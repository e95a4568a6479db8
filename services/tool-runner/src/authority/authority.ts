import { stamp } from '@frontdesk/process/clock'
import type { Journal, Ledger } from '@frontdesk/records'
import type { ToolName } from '@frontdesk/tools'
import { type Failed, failed } from '../answers.ts'
import type { Intent } from '../intent.ts'
import type { Asked } from '../run-once.ts'
import type { RunnerParts } from '../tool.ts'
import type { Sms } from '../vendors/sms.ts'
import { VendorFailure } from '../vendors/vendor-failure.ts'
import { isCostly } from './numbers.ts'
import { type Bucket, takePlace } from './places.ts'
import { prefixOf, wasReadBack } from './read-back.ts'

/**
 * What a call's own authority allows. What a caller says is data: it may get the agent to ask for anything, and this stands
 * between what is asked for and what is done, whatever the model was talked into.
 */
export interface AuthorityParts {
  readonly records: {
    readonly ledger: Pick<Ledger, 'begin' | 'settle' | 'ofCall'>
    readonly journal: Pick<Journal, 'read'>
  }
  readonly clock: RunnerParts['clock']
}

const enough = failed(
  'limit-reached',
  'As much as may be done by telephone was done for this caller already. Nothing was done now. Say so, and call transferToHuman.',
)
const notReadBack = failed(
  'number-not-confirmed',
  'phone: is not the number that the caller rings from. Nothing was done. Read that number back digit by digit, hear a yes, and ask again; or leave it out.',
)
const notThatNumber = failed(
  'number-not-allowed',
  'phone: is a number that costs whoever rings it. Nothing was done. Ask for another number, or leave it out.',
)

/** Why nothing may be begun for this wish; undefined when it may. Who was let in before stays in: a repeat counts nothing. */
export async function refusalOf(
  asked: Asked<ToolName>,
  intent: Intent,
  parts: AuthorityParts,
): Promise<Failed | undefined> {
  const number = await numberRefusal(asked, parts)
  if (number !== undefined) return number
  const buckets = bucketsOf(asked, parts)
  const taker = { lineId: asked.line.id, now: stamp(parts.clock.now()) }
  const got = await Promise.all(
    buckets.map((bucket) => takePlace(parts.records.ledger, bucket, `${asked.callId} ${intent.wish}`, taker)),
  )
  return got.every(Boolean) ? undefined : enough
}

/** A number that the caller does not ring from gets messages, and stands in the calendar as the owner's, only if they confirmed it. */
async function numberRefusal(asked: Asked<ToolName>, { records }: AuthorityParts): Promise<Failed | undefined> {
  if (asked.tool !== 'bookAppointment') return undefined
  const { phone } = (asked as Asked<'bookAppointment'>).arguments.customer
  if (phone === undefined || phone === asked.caller) return undefined
  if (isCostly(phone)) return notThatNumber
  const journal = await records.journal.read(asked.callId)
  return wasReadBack(journal, phone, prefixOf(asked.line.number)) ? undefined : notReadBack
}

/** What is counted, for each tool that changes something outside of us. A wish for a person is always granted. */
function bucketsOf(asked: Asked<ToolName>, { clock }: AuthorityParts): readonly Bucket[] {
  const { tool, line, callId, caller } = asked
  const { limits } = line
  const day = clock.now().toZonedDateTimeISO(line.timeZone).toPlainDate().toString()
  const ofNumber = [{ name: `effects ${line.id} ${caller ?? callId} ${day}`, most: limits.effectsPerNumberPerDay }]
  // Those who withhold their number are counted by the call, and together, for any of them may be the one of the call before.
  if (caller === null)
    ofNumber.push({ name: `effects ${line.id} withheld ${day}`, most: limits.effectsOfWithheldPerDay })
  switch (tool) {
    case 'bookAppointment':
      return [{ name: `bookings ${callId}`, most: limits.bookingsPerCall }, ...ofNumber]
    case 'rescheduleAppointment':
    case 'cancelAppointment':
      return [{ name: `changes ${callId}`, most: limits.changesPerCall }, ...ofNumber]
    case 'logLead':
      return ofNumber
    case 'getDirections':
      return (asked as Asked<'getDirections'>).arguments.bySms ? ofNumber : []
    default:
      return []
  }
}

/** The way out for every SMS of a call, whichever tool sends it. A refusal is the vendor's clear no to the tool. */
export function guardedSms(
  sms: Sms,
  { line, callId }: Pick<Asked<ToolName>, 'line' | 'callId'>,
  parts: AuthorityParts,
): Sms {
  const bucket: Bucket = { name: `sms ${callId}`, most: line.limits.smsPerCall }
  return {
    ...sms,
    async send(text, signal) {
      const taker = { lineId: line.id, now: stamp(parts.clock.now()) }
      const mayGo =
        !isCostly(text.to) && (await takePlace(parts.records.ledger, bucket, `${text.to} ${text.body}`, taker))
      if (!mayGo) throw new VendorFailure('sms', 'rejected', { vendorCode: 'not-allowed' })
      return sms.send(text, signal)
    },
  }
}
