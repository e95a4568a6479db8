import type { claimKinds } from '@frontdesk/events'

/** What can be claimed to have been done for a caller. */
export type ClaimKind = (typeof claimKinds)[number]

/** How one language says that something was done. Matched against a clause as clauses.ts leaves it. */
export interface Rules {
  /** `fact`: it was done. `promise`: it certainly will be, which takes an arrangement too. */
  readonly facts: Readonly<Record<ClaimKind, readonly RegExp[]>>
  readonly promises: Partial<Readonly<Record<ClaimKind, readonly RegExp[]>>>
  /** Openings that say how certain what follows is: taken away before a clause is read. */
  readonly certainly: RegExp
  readonly negated: RegExp
  /** Wish, possibility, intention. */
  readonly modal: RegExp
  /** Behind a fact it makes it a condition. */
  readonly onlyIf: RegExp
  /** Said of somebody else's doing, or of what cannot be had. */
  readonly ofOthers: RegExp
  /** A negation of these words takes the claim back. */
  readonly words: Readonly<Record<ClaimKind, RegExp>>
  /** Takes back whatever was claimed. */
  readonly retraction: RegExp
}
