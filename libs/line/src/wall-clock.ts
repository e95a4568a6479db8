/** A stretch of time within one local day. `to` is not in it. */
export interface OpenSpan {
  readonly from: Temporal.ZonedDateTime
  readonly to: Temporal.ZonedDateTime
}

/**
 * When the clock on the wall shows a time from `from` to `to` on the date: `HH:MM`, `24:00` for the end of the day. One stretch,
 * but where the clocks change: an hour that is skipped is no time at all, and one that happens twice counts twice, so that a span
 * which begins or ends in it has two stretches.
 */
export function whileClockShows(
  date: Temporal.PlainDate,
  [from, to]: readonly [string, string],
  timeZone: string,
): OpenSpan[] {
  const midnightAsUtcMs = date.toZonedDateTime('UTC').epochMilliseconds
  const [fromMs, toMs] = [midnightAsUtcMs + minutesOf(from) * 60_000, midnightAsUtcMs + minutesOf(to) * 60_000]
  const stretches: { from: number; to: number }[] = []
  for (const { startMs, endMs, offsetMs } of steadyParts(date, timeZone)) {
    const stretch = { from: Math.max(startMs, fromMs - offsetMs), to: Math.min(endMs, toMs - offsetMs) }
    if (stretch.from >= stretch.to) continue
    const before = stretches.at(-1)
    if (before?.to === stretch.from) before.to = stretch.to
    else stretches.push(stretch)
  }
  const at = (epochMs: number) => Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone)
  return stretches.map((stretch) => ({ from: at(stretch.from), to: at(stretch.to) }))
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** The parts of the local day in which the clock runs on without being changed. A day that a zone skips has none. */
function* steadyParts(date: Temporal.PlainDate, timeZone: string) {
  let start = date.toZonedDateTime(timeZone)
  const end = date.add({ days: 1 }).toZonedDateTime(timeZone)
  while (start.epochMilliseconds < end.epochMilliseconds) {
    // Looking for a transition costs fifty times what comparing the offsets does, and nearly no day has one.
    const change = start.offsetNanoseconds === end.offsetNanoseconds ? null : start.getTimeZoneTransition('next')
    const stop = change !== null && change.epochMilliseconds < end.epochMilliseconds ? change : end
    yield {
      startMs: start.epochMilliseconds,
      endMs: stop.epochMilliseconds,
      offsetMs: start.offsetNanoseconds / 1_000_000,
    }
    start = stop
  }
}

/** What the clock shows: `09:00`. */
export const clock = (moment: Temporal.ZonedDateTime | Temporal.PlainDateTime): string =>
  moment.toString({ smallestUnit: 'minute' }).slice(11, 16)

/** What it shows at the end of a span; midnight is `24:00` there. */
export const endOf = ({ from, to }: OpenSpan): string =>
  to.toPlainDate().equals(from.toPlainDate()) ? clock(to) : '24:00'
