import { type Failed, failed } from '../answers.ts'
import { slotIdOf } from '../slot-id.ts'
import type { OfferedSlot } from '../slots.ts'
import { spoken } from '../spoken.ts'
import type { ToolContext } from '../tool.ts'

// What the model is told of a slot that it cannot have. Each says what to do next.

export const unknownSlot = failed(
  'unknown-slot',
  'That slotId is none that findAvailability returned. Nothing was done. Call findAvailability and use a slotId exactly as it is.',
)
export const slotOver = failed(
  'slot-expired',
  'That slot was offered too long ago. Nothing was done. Call findAvailability again, and use the slotId that it returns now.',
)
export const tooSoon = failed(
  'too-soon',
  'That slot begins too soon to be booked by telephone. Nothing was done. Call findAvailability again and offer another.',
)
export const bookedBefore = failed(
  'already-booked',
  'This caller has that slot already, booked earlier in this call. Do not book it again.',
)

/** Somebody else was quicker: with what is free nearest to it. */
export function taken(alternatives: readonly OfferedSlot[], context: ToolContext): Failed {
  const gone = 'That slot is gone: somebody else has just taken it. Nothing was done. Say so plainly'
  if (alternatives.length === 0) return failed('slot-taken', `${gone}, call findAvailability again and offer another.`)
  const { line, clock, seals, language } = context
  const offers = alternatives.map(
    (slot) => `${spoken(slot.start, language)} (slotId ${slotIdOf(slot, line, clock.now(), seals)})`,
  )
  return failed('slot-taken', `${gone}, and offer the nearest that are free: ${offers.join('; ')}.`)
}
