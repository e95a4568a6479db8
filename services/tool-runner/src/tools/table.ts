import type { ToolName } from '@frontdesk/tools'
import { succeeded } from '../answers.ts'
import type { Tool } from '../tool.ts'
import { answerFromLine } from './answer-from-line.ts'
import { bookAppointment } from './book-appointment.ts'
import { cancelAppointment } from './cancel-appointment.ts'
import { findAvailability } from './find-availability.ts'
import { findMyAppointments } from './find-my-appointments.ts'
import { getDirections } from './get-directions.ts'
import { logLead } from './log-lead.ts'
import { rescheduleAppointment } from './reschedule-appointment.ts'
import { transferToHuman } from './transfer-to-human.ts'

/** Every tool of the catalogue. A missing one does not compile. */
export const tools: { readonly [N in ToolName]: Tool<N> } = {
  findAvailability,
  bookAppointment,
  findMyAppointments,
  rescheduleAppointment,
  cancelAppointment,
  transferToHuman,
  getDirections,
  answerFromLine,
  logLead,
  // The words are in the journal; what the ledger adds is that they were said once, and stand.
  logCallOutcome: async () => succeeded<'logCallOutcome'>({ logged: true }),
  // The gateway hangs up when it hears this.
  endCall: async () => succeeded<'endCall'>({ ending: true }),
}
