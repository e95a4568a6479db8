/** How long things take, and how long they are waited for. A caller waits 12 s for a booking at most (libs/tools). */
export interface Timing {
  /** How long a vendor may take to answer. */
  readonly vendorTimeoutMs: number
  /** In how long after that a request has certainly come to rest at the vendor, and is shown by its look-ups. */
  readonly restMs: number
  /** For how long an intent is held: after a crash, so long passes before another takes it over. */
  readonly leaseMs: number
  /** How far the CRM's search is behind ("seconds", in HubSpot's words). */
  readonly crmLagMs: number
  /** How long a booking waits for one that came in the same second to give way. */
  readonly tieMs: number
  /** For how long a time is claimed while it is booked: longer than the intent is held, and than the calendar needs to show it. */
  readonly claimMs: number
  /** How long before the deadline the answer should be on its way. */
  readonly answerMarginMs: number
}

export const usualTiming: Timing = {
  vendorTimeoutMs: 4_000,
  restMs: 2_500,
  leaseMs: 9_000,
  crmLagMs: 5_000,
  tieMs: 1_500,
  claimMs: 60_000,
  answerMarginMs: 2_000,
}
