import type { Line } from '@frontdesk/line'
import type { DayBecause, DayHours, OpeningHours, OpenState } from '@frontdesk/line/hours'
import { clock, endOf, openingHours } from '@frontdesk/line/hours'
import { emergencyRules, personNow } from '@frontdesk/line/person-now'
import { clockChange } from './moment-argument.ts'

/** How the terminal shows what. */
export interface Paint {
  readonly open: (text: string) => string
  readonly closed: (text: string) => string
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
}

const plain = (text: string) => text
export const noPaint: Paint = { open: plain, closed: plain, strong: plain, faint: plain }

const DAYS_BEFORE = 2
const DAYS_AFTER = 7
const NAME_WIDTH = 10
const SPANS_WIDTH = 28

/** What a line is at a moment: open or closed, why and until when, the days around it, and what a caller gets. */
export function hoursText(line: Line, moment: Temporal.Instant, paint: Paint = noPaint): string {
  const hours = openingHours(line)
  const here = moment.toZonedDateTimeISO(line.timeZone)
  const state = hours.at(moment)
  return [
    `${paint.strong(line.business.name)} ${paint.faint(`(${line.id}, ${line.number})`)}`,
    `${longMoment(here)} in ${line.timeZone} ${paint.faint(`(UTC${here.offset})`)}`,
    '',
    ...stateRows(state, hours.day(here.toPlainDate()), here, paint),
    '',
    'Days',
    ...dayRows(hours, here, state, paint),
    '',
    'A caller gets',
    ...callerRows(line, hours, moment, state.open),
    '',
  ].join('\n')
}

function stateRows(state: OpenState, today: DayHours, here: Temporal.ZonedDateTime, paint: Paint): string[] {
  const row = (name: string, text: string) => `  ${name.padEnd(NAME_WIDTH)}${text}`
  const badge = state.open ? paint.open('OPEN') : paint.closed('CLOSED')
  // Colours take no room: the width is that of the word.
  const head = `  ${badge}${' '.repeat(NAME_WIDTH - (state.open ? 4 : 6))}${untilText(state.until, here, state.open)}`
  const again =
    state.open && state.opensAgain !== undefined ? [row('', `opens again ${longMoment(state.opensAgain)}`)] : []
  return [head, ...again, row('because', whyText(state, today, here))]
}

function untilText(until: Temporal.ZonedDateTime | undefined, here: Temporal.ZonedDateTime, isOpen: boolean): string {
  if (until === undefined) return isOpen ? 'and does not close within a year' : 'and does not open within a year'
  return `until ${longMoment(until)}, ${inWords(here.until(until))}`
}

function whyText(state: OpenState, today: DayHours, here: Temporal.ZonedDateTime): string {
  if (state.open) return dayWhy(today)
  const { because } = state
  const over = today.spans.filter(({ to }) => to.epochMilliseconds <= here.epochMilliseconds)
  const next = today.spans[over.length]
  const last = over.at(-1)
  switch (because.kind) {
    case 'before-opening':
      return `it opens at ${next && clock(next.from)}; ${dayWhy(today)}`
    case 'break':
      return `there is a break from ${last && endOf(last)} to ${next && clock(next.from)}; ${dayWhy(today)}`
    case 'after-closing':
      return last === undefined ? dayWhy(today) : `it closed at ${endOf(last)}; ${dayWhy(today)}`
    default:
      return dayWhy({ ...today, because })
  }
}

/** What gives the day its hours, or takes them, as a sentence about it. */
function dayWhy({ date, spans, because }: Pick<DayHours, 'date' | 'spans' | 'because'>): string {
  const weekday = date.toLocaleString('en-GB', { weekday: 'long' })
  switch (because.kind) {
    case 'weekday':
      return `${weekday} has its usual hours`
    case 'day-off':
      return `${weekday} is a day off`
    case 'holiday':
      return spans.length === 0
        ? `it is a public holiday, ${because.name}`
        : `it is a public holiday from ${because.from}, ${because.name}`
    case 'closure':
      return `it is closed that day: ${because.reason}`
    case 'special-day':
      return `the day has ${spans.length === 0 ? 'no hours' : 'hours of its own'}: ${because.reason}`
    default:
      return because satisfies never
  }
}

function dayRows(hours: OpeningHours, here: Temporal.ZonedDateTime, state: OpenState, paint: Paint): string[] {
  const today = here.toPlainDate()
  const length = DAYS_BEFORE + 1 + DAYS_AFTER
  const dates = Array.from({ length }, (_, i) => today.add({ days: i - DAYS_BEFORE }))
  const show = (date: Temporal.PlainDate) => {
    const row = dayRow(hours.day(date), here.timeZoneId)
    return date.equals(today) ? paint.strong(`> ${row}`) : `  ${row}`
  }
  const rows = dates.map(show)
  const change = state.until?.toPlainDate()
  const isShown = change === undefined || dates.some((date) => date.equals(change))
  return isShown ? rows : [...rows, '  …', show(change)]
}

function dayRow(day: DayHours, timeZone: string): string {
  const date = day.date.toLocaleString('en-GB', { weekday: 'short', day: '2-digit', month: 'short' }).replace(',', '')
  const times =
    day.spans.length === 0 ? 'closed' : day.spans.map((span) => `${clock(span.from)}–${endOf(span)}`).join('  ')
  const notes = [dayNote(day.because), changeNote(day.date, timeZone)].filter((note) => note !== undefined)
  return `${date.padEnd(13)}${times.padEnd(SPANS_WIDTH)}${notes.join('; ')}`.trimEnd()
}

function dayNote(because: DayBecause): string | undefined {
  switch (because.kind) {
    case 'weekday':
      return undefined
    case 'day-off':
      return 'day off'
    case 'holiday':
      return because.from === '00:00' ? because.name : `${because.name} from ${because.from}`
    default:
      return because.reason
  }
}

function changeNote(date: Temporal.PlainDate, timeZone: string): string | undefined {
  const start = date.toZonedDateTime(timeZone)
  const change = start.subtract({ milliseconds: 1 }).getTimeZoneTransition('next')
  if (change === null || change.epochMilliseconds >= start.add({ days: 1 }).epochMilliseconds) return undefined
  const { from, to } = clockChange(change)
  return `the clocks go from ${from} to ${to}`
}

const languageNames = { de: 'German', en: 'English' } as const
/** More words than this do not help whoever reads. */
const WORDS_SHOWN = 3

function callerRows(line: Line, hours: OpeningHours, moment: Temporal.Instant, isOpen: boolean): string[] {
  const row = (name: string, text: string) => `  ${name.padEnd(NAME_WIDTH + 2)}${text}`
  const languages = line.languages.map((language) => languageNames[language]).join(' and ')
  const emergencies = emergencyRules(line, isOpen)
  return [
    row('the agent', `${line.agent.name}, at any hour, in ${languages}`),
    row('a person', personText(line, hours, moment)),
    ...(emergencies.length === 0 ? [row('emergency', 'no number of its own is set')] : []),
    ...emergencies.map(({ number, words }) => {
      const all = line.languages.flatMap((language) => words[language])
      const shown = all.slice(0, WORDS_SHOWN).map((word) => `“${word}”`)
      const more = all.length > WORDS_SHOWN ? ` and ${all.length - WORDS_SHOWN} more` : ''
      return row('emergency', `${number} at once, on ${shown.join(', ')}${more}`)
    }),
  ]
}

function personText(line: Line, hours: OpeningHours, moment: Temporal.Instant): string {
  const person = personNow(line, hours, moment)
  if (person.next === 'transfer') {
    const how =
      line.people.handOff.mode === 'warm' ? 'who hears first who calls and why' : 'forwarded as the call stands'
    return `${person.people.map(({ name }) => name).join(', then ')}, ${how}`
  }
  const why = person.why === 'closed' ? '' : 'nobody is named who could be rung, so '
  return `${why}a callback by ${longMoment(person.due)}`
}

const longMoment = (moment: Temporal.ZonedDateTime) => {
  const day = moment.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  return `${day.replace(/^(\p{L}+) /u, '$1, ')}, ${clock(moment)}`
}

function inWords(duration: Temporal.Duration): string {
  const { hours, minutes } = duration.round({ smallestUnit: 'minute', largestUnit: 'hour', roundingMode: 'ceil' })
  if (hours >= 48) return `in ${Math.round(hours / 24)} days`
  return hours > 0 ? `in ${hours} h ${minutes} min` : `in ${minutes} min`
}
