/**
 * Numbers that get no SMS, as the carrier said when one was sent: the owner told the sender to stop, or the number takes none.
 * So the next call knows before anything is tried. The carrier is who decides: a refusal is believed until `until`, and then
 * the carrier is asked again, for the owner may have told the sender to start.
 */
export interface TextRefusal {
  /** The number that the SMS came from: to it the owner says "stop". */
  readonly sender: string
  readonly number: string
  readonly why: 'opted-out' | 'landline'
  readonly until: string
}

/** How long each is believed. An owner who told the carrier "start" meanwhile gets SMS from then on. */
export const believedHours = { 'opted-out': 30 * 24, landline: 90 * 24 } as const satisfies Record<
  TextRefusal['why'],
  number
>

export interface TextRefusals {
  /** Takes the place of an earlier one of the same two numbers. Those that are over at `now` are forgotten. */
  note(refusal: TextRefusal, now: string): Promise<void>
  /** Undefined when nothing is known, or what is known is over at `now`. */
  find(sender: string, number: string, now: string): Promise<TextRefusal | undefined>
}
