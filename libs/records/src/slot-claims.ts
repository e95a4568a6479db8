/**
 * Times that somebody is about to write into a calendar. A calendar has no "insert unless busy": whoever books claims the time
 * here first, and of all runners one gets it. A claim is for the moments of booking alone and lapses by itself: what stands in
 * the calendar is told by the calendar.
 *
 * An adapter needs one transaction over the claims of one calendar's days: in a document store that is one document for each
 * calendar and day, in SQLite a look and an insert under one lock.
 */
export interface ClaimedTime {
  readonly calendarId: string
  /** The appointment itself. `to` is not in it. */
  readonly from: string
  readonly to: string
  /** The same with the time that must be free around it: not before `from`, or not after `to`, is no less than these. */
  readonly needsFrom: string
  readonly needsTo: string
}

export type Claimed =
  /** The times are the holder's until the moment that was named. `fence` is greater than that of any claim of the holder before. */
  | { readonly state: 'held'; readonly fence: number }
  /** Somebody else holds some of it. Nothing was claimed, and an earlier claim of the holder stands as it was. */
  | { readonly state: 'taken' }

export interface SlotClaims {
  /**
   * Claims all the times or none. Two appointments are in each other's way when one overlaps what the other needs. The same
   * holder may claim again: the new times and the new end take the place of the old, and the old fence is void.
   */
  claim(holder: string, times: readonly ClaimedTime[], when: { now: string; until: string }): Promise<Claimed>
  /** Whether the claim still stands at `now`; if so it stands until `until`. False: somebody else may have the times. */
  keep(holder: string, fence: number, when: { now: string; until: string }): Promise<boolean>
  /** Gives the times back. A fence that is void is ignored. */
  release(holder: string, fence: number): Promise<void>
  /** What is claimed at `now` of any of the calendars between two moments, by anybody. */
  within(
    calendarIds: readonly string[],
    span: { readonly from: string; readonly to: string },
    now: string,
  ): Promise<readonly (ClaimedTime & { readonly holder: string })[]>
}
