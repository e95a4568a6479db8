import type { Language } from '@frontdesk/line'

const locales = { de: 'de-DE', en: 'en-GB' } as const satisfies Record<Language, string>

/**
 * A moment as it is said on the phone: `Tuesday, 24 November at 10:00`, `Dienstag, 24. November um 10 Uhr`. In the hour that a
 * change of the clocks repeats it says which of the two is meant.
 */
export function spoken(moment: Temporal.ZonedDateTime, language: Language): string {
  const which = whichOfTwo(moment)
  return which === undefined
    ? spokenTime(moment, language)
    : `${spokenTime(moment, language)}, ${ofTwo[language][which]}`
}

const ofTwo = {
  de: { earlier: 'noch vor der Zeitumstellung', later: 'schon nach der Zeitumstellung' },
  en: { earlier: 'before the clocks go back', later: 'after the clocks have gone back' },
} as const satisfies Record<Language, object>

function whichOfTwo(moment: Temporal.ZonedDateTime): 'earlier' | 'later' | undefined {
  const { timeZoneId: timeZone } = moment
  const at = (disambiguation: 'earlier' | 'later') =>
    moment.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation })
  const [earlier, later] = [at('earlier'), at('later')]
  if (earlier.epochMilliseconds === later.epochMilliseconds) return undefined
  return moment.epochMilliseconds === earlier.epochMilliseconds ? 'earlier' : 'later'
}

function spokenTime(moment: Temporal.ZonedDateTime, language: Language): string {
  const named = (style: Intl.DateTimeFormatOptions) => moment.toLocaleString(locales[language], style)
  const weekday = named({ weekday: 'long' })
  const month = named({ month: 'long' })
  const minute = String(moment.minute).padStart(2, '0')
  if (language === 'de') {
    const time = moment.minute === 0 ? `${moment.hour}` : `${moment.hour}:${minute}`
    return `${weekday}, ${moment.day}. ${month} um ${time} Uhr`
  }
  return `${weekday}, ${moment.day} ${month} at ${moment.hour}:${minute}`
}

/** The language that a request names (BCP 47), where we speak it; else the line's first. */
export function languageOf(requested: string, line: { readonly languages: readonly Language[] }): Language {
  const primary = requested.toLowerCase().split('-')[0]
  if (primary === 'de' || primary === 'en') return primary
  return line.languages[0] ?? 'en'
}
