import { failed, succeeded } from '../answers.ts'
import { readContactDetail } from '../contact-detail.ts'
import { leadNote } from '../texts.ts'
import type { Tool } from '../tool.ts'
import { isClearNo } from '../vendors/vendor-failure.ts'
import { around, contactMaking } from './contact.ts'

export const logLead: Tool<'logLead'> = async ({ name, contact, qualifyingInfo }, context) => {
  const { vendors, intent, clock, timing } = context
  const detail = readContactDetail(contact)
  if (detail === undefined) {
    return failed(
      'bad-arguments',
      'contact: must be a phone number in E.164, e.g. +493012345678, or an e-mail address. Nothing was kept.',
    )
  }
  const person = { name, phone: null, email: null, ...detail }
  const { reference: contactId } = await context.step(contactMaking(around(context), person, 'lead'))
  await context.step({
    step: 'crm-note',
    async find(signal) {
      await clock.sleep(timing.crmLagMs, signal)
      const found = await vendors.crm.findNote(contactId, intent.reference, signal)
      return found === undefined ? undefined : { vendor: 'crm', action: 'created', what: 'note', reference: found }
    },
    async make(signal) {
      const note = { at: intent.startedAt, html: leadNote(qualifyingInfo, intent.reference) }
      const reference = await vendors.crm.addNote(contactId, note, signal)
      return { vendor: 'crm', action: 'created', what: 'note', reference }
    },
    refused: isClearNo,
  })
  return succeeded<'logLead'>({ logged: true })
}
