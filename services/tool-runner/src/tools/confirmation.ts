import { type SmsKind, type SmsValues, smsText } from '@frontdesk/line'
import type { Effect, Making } from '@frontdesk/records'
import type { ResultOf } from '@frontdesk/tools'
import { Unclear } from '../answers.ts'
import { noTextIn } from '../careful-sms.ts'
import { isLandline, isSameCountry } from '../number-plan.ts'
import { spoken } from '../spoken.ts'
import type { ToolContext, WriteContext } from '../tool.ts'
import { isClearNo } from '../vendors/vendor-failure.ts'
import { type Besides, besides } from './besides.ts'

// Every SMS that a tool sends. It comes with something that was done, and neither undoes nor hides it.

export const smsSteps = {
  confirmation: 'sms-confirmation',
  change: 'sms-change',
  cancellation: 'sms-cancellation',
  directions: 'sms-directions',
} as const satisfies Record<SmsKind, string>

export type Confirmation = ResultOf<'bookAppointment'>['confirmation']

/** How it went, or why it was not tried. */
export type Texted = Besides | { readonly is: 'left-out'; readonly why: Exclude<Confirmation, 'sms-sent'> }

/** Sends it, unless the line sends none, or the number gets none. */
export async function text<K extends SmsKind>(
  context: WriteContext,
  kind: K,
  values: SmsValues<K>,
  to: string | null,
): Promise<Texted> {
  if (to === null || !context.line.sms.enabled) return { is: 'left-out', why: 'no-sms' }
  if (isLandline(to)) return { is: 'left-out', why: 'no-sms-landline' }
  return besides(context, smsSteps[kind], () => context.step(smsMaking(context, kind, values, to)))
}

/** What the model is told of it, so that the caller is. */
export function confirmationOf(texted: Texted): Confirmation {
  if (texted.is === 'left-out') return texted.why
  if (texted.is === 'done') return 'sms-sent'
  const why = texted.is === 'refused' ? noTextIn(texted.vendorCode) : undefined
  return why === undefined ? 'no-sms' : `no-sms-${why}`
}

/** Sends it where nothing else is to be told at the same time. @throws Unclear while another try is worth the caller's time */
export async function tellBySms<K extends SmsKind>(
  context: WriteContext,
  kind: K,
  values: SmsValues<K>,
  to: string | null,
): Promise<Confirmation> {
  const texted = await text(context, kind, values, to)
  if (texted.is === 'owed') {
    if (context.mayTryAgain()) throw new Unclear(smsSteps[kind], texted.error)
    context.log.warn('what was done stands, and its SMS was not sent', { step: smsSteps[kind], error: texted.error })
  }
  return confirmationOf(texted)
}

/**
 * The number that a customer gave, where an SMS may go to it: one of the line's or the caller's own country. Whoever wants us to
 * write to the far end of the world at our cost says a number and confirms it, as often as they are asked to.
 */
export function textable(phone: string | null, { line, caller }: Pick<ToolContext, 'line' | 'caller'>): string | null {
  if (phone === null || phone === caller || isSameCountry(phone, line.number)) return phone
  return caller !== null && isSameCountry(phone, caller) ? phone : null
}

export interface Told {
  readonly start: Temporal.ZonedDateTime
  readonly service: string
  readonly name: string
}

/** What every template of an appointment may name. */
export function aboutAppointment(context: WriteContext, { start, service, name }: Told): SmsValues<'confirmation'> {
  const { line, language, intent } = context
  const { name: business, address } = line.business
  const when = spoken(start, language)
  return { business, address, number: line.number, service, name, when, reference: intent.reference }
}

/** Its reference is what it is found by. */
function smsMaking<K extends SmsKind>(context: WriteContext, kind: K, values: SmsValues<K>, to: string): Making {
  const { line, language, intent, vendors } = context
  const from = line.sms.from ?? line.number
  const sent = (reference: string): Effect => ({ vendor: 'sms', action: 'sent', what: 'message', reference })
  const limit = (signal: AbortSignal) => AbortSignal.any([signal, context.besides])
  return {
    step: smsSteps[kind],
    async find(signal) {
      const sid = await vendors.sms.find({ to, reference: intent.reference, since: intent.startedAt }, limit(signal))
      return sid === undefined ? undefined : sent(sid)
    },
    async make(signal) {
      return sent(await vendors.sms.send({ from, to, body: smsText(line, kind, language, values) }, limit(signal)))
    },
    refused: isClearNo,
  }
}
