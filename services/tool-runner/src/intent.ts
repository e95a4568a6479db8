import { createHash } from 'node:crypto'
import type { ArgumentsOf, ToolName } from '@frontdesk/tools'
import { readAppointmentId } from './appointment-id.ts'
import { readContactDetail } from './contact-detail.ts'
import { folded } from './person.ts'
import { readSlotId } from './slot-id.ts'

/**
 * One wish of the caller, with the arguments that it was asked for with. Both names are made of what is wished, never of the
 * model's id for asking: a model that asks twice, a redelivery and a reconnect name the same intent (I2). A model that asks for
 * the same wish with other arguments gets nothing done: the ledger tells it apart by `wish`. What a caller wants besides, for
 * somebody else, is another wish only when the argument `another` says so.
 */
export interface Intent {
  /** The wish with its arguments: 64 hexadecimal digits. Effects carry it. */
  readonly key: string
  /** The wish alone, likewise. */
  readonly wish: string
  /** Short enough for an SMS; what an effect is found by at a vendor, where it carries no id of ours. */
  readonly reference: string
}

interface Wish<N extends ToolName> {
  readonly line: { readonly id: string; readonly timeZone: string }
  readonly callId: string
  readonly caller: string | null
  readonly tool: N
  readonly arguments: ArgumentsOf<N>
}

export function intentOf<N extends ToolName>({ line, callId, caller, tool, arguments: args }: Wish<N>): Intent {
  const { wish, details } = canonical[tool](args, { line, caller })
  const wished = [line.id, callId, tool, wish]
  const hash = digestOf([...wished, details])
  return { key: hash.toString('hex'), wish: digestOf(wished).toString('hex'), reference: referenceOf(hash) }
}

const digestOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest()

interface Around {
  readonly line: { readonly id: string; readonly timeZone: string }
  readonly caller: string | null
}

/**
 * The arguments without what is noise: spelling, order, what is implied. `wish` is what a call has once; `details` are what it
 * was asked for with, and another try with other details is refused once the wish was granted. The order of the keys here is
 * the order for ever.
 */
interface Canonical {
  readonly wish: object
  readonly details: object
}

const canonical: { readonly [N in ToolName]: (args: ArgumentsOf<N>, around: Around) => Canonical } = {
  findAvailability: (args) => ({ wish: args, details: {} }),
  findMyAppointments: (args) => ({ wish: args, details: {} }),
  // One booking a call for each person: a second slot is a change of mind, and belongs to rescheduling.
  bookAppointment: ({ slotId, customer, another }, { caller }) => ({
    wish: { for: whomFor(another) },
    details: {
      slot: slotIn(slotId),
      name: folded(customer.name),
      // The caller's own number, said or not, is the same wish.
      phone: customer.phone ?? caller,
      email: customer.email === undefined ? null : folded(customer.email),
    },
  }),
  // Of each state that an appointment was in there is one move: the next one begins where it led.
  rescheduleAppointment: ({ appointmentId, slotId }) => ({
    wish: { appointment: appointmentIn(appointmentId) },
    details: { slot: slotIn(slotId) },
  }),
  cancelAppointment: ({ appointmentId }) => ({ wish: { appointment: appointmentIn(appointmentId)[0] }, details: {} }),
  // One call wishes for a person once, however the model words the reason; and once to be rung back in their stead.
  transferToHuman: ({ how }) => ({ wish: how === 'callback' ? { how } : {}, details: {} }),
  // Told and sent are two wishes.
  getDirections: ({ bySms }) => ({ wish: { bySms }, details: {} }),
  answerFromLine: (args) => ({ wish: args, details: {} }),
  logLead: ({ name, contact, qualifyingInfo, another }) => ({
    wish: { for: whomFor(another) },
    details: {
      name: folded(name),
      contact: readContactDetail(contact) ?? folded(contact),
      info: folded(qualifyingInfo),
    },
  }),
  // Nothing outside changes: a better word later stands beside the first.
  logCallOutcome: ({ outcome, notes }) => ({ wish: { outcome, notes: folded(notes) }, details: {} }),
  endCall: () => ({ wish: {}, details: {} }),
}

/** Null for the one whom the call is about. */
const whomFor = (another: { readonly for: string } | undefined): string | null =>
  another === undefined ? null : folded(another.for)

/** The slot itself: one that is offered again gets another id, and is the same wish. */
const slotIn = (slotId: string): string => readSlotId(slotId) ?? slotId

function appointmentIn(appointmentId: string): readonly (string | number)[] {
  const ref = readAppointmentId(appointmentId)
  return ref === undefined ? [appointmentId] : [ref.bookedBy, ref.moves]
}

/** Without 0, 1, I and O, which people mix up. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const referenceLength = 7

const referenceOf = (hash: Buffer) =>
  Array.from(hash.subarray(0, referenceLength), (byte) => letters[byte % letters.length]).join('')
