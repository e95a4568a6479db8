import { createHash } from 'node:crypto'
import type { ArgumentsOf, ToolName } from '@frontdesk/tools'
import { readContactDetail } from './contact-detail.ts'
import { readSlotId } from './slot-id.ts'

/**
 * One wish of the caller. The key is made of what is wished, never of the model's id for asking: a model that asks twice, a
 * redelivery and a reconnect name the same intent (I2).
 */
export interface Intent {
  /** 64 hexadecimal digits. */
  readonly key: string
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
  const wished = [line.id, callId, tool, canonical[tool](args, { line, caller })]
  const hash = createHash('sha256').update(JSON.stringify(wished)).digest()
  return { key: hash.toString('hex'), reference: referenceOf(hash) }
}

interface Around {
  readonly line: { readonly id: string; readonly timeZone: string }
  readonly caller: string | null
}

/** The arguments without what is noise: spelling, order, what is implied. The order of the keys here is the order for ever. */
const canonical: { readonly [N in ToolName]: (args: ArgumentsOf<N>, around: Around) => unknown } = {
  findAvailability: ({ date, durationMinutes }) => ({ date, durationMinutes }),
  bookAppointment: ({ slotId, customer }, { line, caller }) => {
    const slot = readSlotId(slotId, line)
    return {
      slot: slot === undefined ? slotId : [slot.start.epochMilliseconds, slot.end.epochMilliseconds],
      name: folded(customer.name),
      // The caller's own number, said or not, is the same wish.
      phone: customer.phone ?? caller,
      email: customer.email === undefined ? null : folded(customer.email),
    }
  },
  // One call wishes for a person once, however the model words the reason.
  transferToHuman: () => ({}),
  logLead: ({ name, contact, qualifyingInfo }) => ({
    name: folded(name),
    contact: readContactDetail(contact) ?? folded(contact),
    info: folded(qualifyingInfo),
  }),
  logCallOutcome: ({ outcome, notes }) => ({ outcome, notes: folded(notes) }),
  endCall: () => ({}),
}

const folded = (text: string) => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()

/** Without 0, 1, I and O, which people mix up. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const referenceLength = 7

const referenceOf = (hash: Buffer) =>
  Array.from(hash.subarray(0, referenceLength), (byte) => letters[byte % letters.length]).join('')
