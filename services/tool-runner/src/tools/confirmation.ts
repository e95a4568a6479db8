import type { Effect, Making } from '@frontdesk/records'
import { confirmationText } from '../texts.ts'
import type { WriteContext } from '../tool.ts'
import { isClearNo } from '../vendors/vendor-failure.ts'

export const confirmationStep = 'sms-confirmation'

/** The step that sends the confirmation. Its reference is what it is found by. */
export function confirmationMaking(context: WriteContext, start: Temporal.ZonedDateTime, to: string): Making {
  const { line, language, intent, vendors } = context
  const from = line.sms.from ?? line.number
  const sent = (reference: string): Effect => ({ vendor: 'sms', action: 'sent', what: 'message', reference })
  const limit = (signal: AbortSignal) => AbortSignal.any([signal, context.besides])
  return {
    step: confirmationStep,
    async find(signal) {
      const sid = await vendors.sms.find(to, intent.reference, limit(signal))
      return sid === undefined ? undefined : sent(sid)
    },
    async make(signal) {
      const body = confirmationText(line, start, intent.reference, language)
      return sent(await vendors.sms.send({ from, to, body }, limit(signal)))
    },
    refused: isClearNo,
  }
}
