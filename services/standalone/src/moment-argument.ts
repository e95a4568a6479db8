import { clock } from '@frontdesk/line/hours'

/** A moment as a person types it: `2026-12-24T10:00` in the line's zone, `10:00` today, or an instant with its offset. */
export type MomentArgument =
  | { readonly ok: true; readonly moment: Temporal.Instant }
  | { readonly ok: false; readonly fault: string }

const forms =
  'a local time such as 2026-12-24T10:00, a time today such as 10:00, or an instant such as 2026-12-24T09:00Z or 2026-12-24T10:00+01:00'

export function momentArgument(text: string, timeZone: string, now: Temporal.Instant): MomentArgument {
  const typed = text.trim().replace(/^(\d{4}-\d{2}-\d{2})[ ]+/, '$1T')
  const bad = { ok: false, fault: `${JSON.stringify(text)} is not a time: say ${forms}.` } as const
  if (/^\d{4}-\d{2}-\d{2}$/.test(typed)) {
    return { ok: false, fault: `${JSON.stringify(text)} names a day: say a time too, such as ${typed}T10:00.` }
  }
  try {
    if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/i.test(typed))
      return { ok: true, moment: Temporal.Instant.from(typed) }
    if (/^\d{1,2}:\d{2}(:\d{2})?$/.test(typed)) {
      const today = now.toZonedDateTimeISO(timeZone).toPlainDate()
      return localMoment(today.toPlainDateTime(Temporal.PlainTime.from(typed.padStart(5, '0'))), timeZone)
    }
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(typed)) return bad
    return localMoment(Temporal.PlainDateTime.from(typed, { overflow: 'reject' }), timeZone)
  } catch (error) {
    if (error instanceof RangeError) return bad
    throw error
  }
}

/** What the clock on the wall shows at a change, before and after it. */
export function clockChange(change: Temporal.ZonedDateTime): { readonly from: string; readonly to: string } {
  const before = change.subtract({ nanoseconds: 1 }).toPlainDateTime().add({ nanoseconds: 1 })
  return { from: clock(before), to: clock(change) }
}

function localMoment(local: Temporal.PlainDateTime, timeZone: string): MomentArgument {
  const earlier = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  const later = local.toZonedDateTime(timeZone, { disambiguation: 'later' })
  if (earlier.equals(later)) return { ok: true, moment: earlier.toInstant() }
  const said = `${clock(local)} on ${local.toPlainDate()}`
  const change = earlier.getTimeZoneTransition('next')
  const { from, to } = change === null ? { from: '?', to: '?' } : clockChange(change)
  if (!earlier.toPlainDateTime().equals(local))
    return { ok: false, fault: `${said} does not exist in ${timeZone}: the clocks go from ${from} to ${to}.` }
  const [first, second] = [earlier, later].map(
    (moment) => `${local.toString({ smallestUnit: 'minute' })}${moment.offset}`,
  )
  return {
    ok: false,
    fault: `${said} happens twice in ${timeZone}: the clocks go back from ${from} to ${to}. Say ${first} or ${second}.`,
  }
}
