import type { DataOf } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import type { Message } from '../message.ts'
import { layOut } from './layout.ts'
import { fieldsOf } from './words.ts'

/** Nobody can say whether something was done. Once for each thing that was asked for. */
export function unresolvedMessage(line: Line, data: DataOf<'tool.unresolved'>): Message {
  const { what, where } = wordsFor[data.tool] ?? { what: data.tool, where: 'Please look whether it was done.' }
  return layOut({
    kind: 'unresolved',
    about: ['unresolved', data.reference],
    channel: line.notify.slackChannel,
    headline: 'Please look: it is not known whether something was done',
    fields: [...fieldsOf(line, data.startedAt, data.caller), ['Asked for', what], ['Reference', data.reference]],
    reason: 'The system that should have done it did not answer, and looking it up has failed so far.',
    next:
      data.caller === null
        ? `${where} The caller was told that it is not confirmed; they withheld their number.`
        : `${where} The caller was told that it is not confirmed: please ring them.`,
    callId: data.callId,
  })
}

const wordsFor: Readonly<Record<string, { readonly what: string; readonly where: string }>> = {
  bookAppointment: { what: 'an appointment', where: 'Please look for the reference in the calendar.' },
  rescheduleAppointment: { what: 'to move an appointment', where: 'Please look in the calendar whether it was moved.' },
  cancelAppointment: {
    what: 'to cancel an appointment',
    where: 'Please look in the calendar whether it is still there.',
  },
  logLead: { what: 'to be kept as a lead', where: 'Please look for the reference in the CRM.' },
  getDirections: { what: 'the way by SMS', where: 'Please look for the reference in the messages of the carrier.' },
  transferToHuman: { what: 'to be rung back', where: 'Please look whether there is a callback.' },
}
