/** An event as far as the order of two bookings goes. */
export interface Claimant {
  readonly id: string
  /** Since when it has been at its time. */
  readonly standsSince: Temporal.Instant
}

/**
 * `first`: the time is ours. `later`: somebody was there before us. `tied`: nobody was, but somebody came in the same moment.
 *
 * A calendar has no "insert unless busy", so everybody inserts, looks, and the one who came first stays. Whoever looks sees all
 * that were made before, so a later one always sees the earlier. Google tells the moment of making to the second, so ties are
 * real, and a tie cannot go to the smaller id at once: the other one may have looked before we were there, and be content. So
 * the greater id leaves, and the smaller one waits to see it leave (and leaves itself if it does not).
 */
export function standingOf(mine: Claimant, others: readonly Claimant[]): 'first' | 'later' | 'tied' {
  const order = (other: Claimant) =>
    Temporal.Instant.compare(other.standsSince, mine.standsSince) || (other.id < mine.id ? -1 : 0)
  const orders = others.map(order)
  if (orders.some((one) => one < 0)) return 'later'
  return orders.includes(0) ? 'tied' : 'first'
}
