/** A time of day as people say it: twelve-hour unless they said more. */
export interface ClockTime {
  readonly hour: number
  readonly minute: number
}

const english = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const german = [
  'ein',
  'zwei',
  'drei',
  'vier',
  'fünf',
  'sechs',
  'sieben',
  'acht',
  'neun',
  'zehn',
  'elf',
  'zwölf',
  'dreizehn',
  'vierzehn',
  'fünfzehn',
  'sechzehn',
  'siebzehn',
  'achtzehn',
]
const hours = new Map<string, number>([
  ...english.map((word, i): [string, number] => [word, i + 1]),
  ...german.map((word, i): [string, number] => [word, i + 1]),
  ['eins', 1],
])
const minutes = new Map<string, number>([
  ['fifteen', 15],
  ['twenty', 20],
  ['thirty', 30],
  ['forty', 40],
  ['forty-five', 45],
  ['fünfzehn', 15],
  ['zwanzig', 20],
  ['dreißig', 30],
  ['vierzig', 40],
  ['fünfundvierzig', 45],
])
const hourWord = [...hours.keys()].sort((a, b) => b.length - a.length).join('|')
const minuteWord = [...minutes.keys()].sort((a, b) => b.length - a.length).join('|')

/** How to read a time out of a sentence, the most telling form first: what the match holds, in minutes after midnight. */
const forms: readonly [RegExp, (match: RegExpExecArray) => number][] = [
  [/\b(\d{1,2})[:.](\d{2})\b/, ([, h, m]) => Number(h) * 60 + Number(m)],
  [new RegExp(`half past (${hourWord})\\b`), ([, h]) => at(h) + 30],
  [new RegExp(`halb (${hourWord})\\b`), ([, h]) => at(h) - 30],
  [new RegExp(`(?:quarter past|viertel nach) (${hourWord})\\b`), ([, h]) => at(h) + 15],
  [new RegExp(`(?:quarter to|viertel vor) (${hourWord})\\b`), ([, h]) => at(h) - 15],
  [new RegExp(`\\b(${hourWord}) (?:uhr )?(${minuteWord})\\b`), ([, h, m]) => at(h) + (minutes.get(m ?? '') ?? 0)],
  [new RegExp(`\\b(${hourWord}) (?:o'clock|uhr|[ap]\\.?m\\b)`), ([, h]) => at(h)],
  [/\b(\d{1,2}) (?:o'clock|uhr|[ap]\.?m\b)/, ([, h]) => Number(h) * 60],
  [new RegExp(`\\b(?:at|um|gegen) (${hourWord})\\b(?! minute)`), ([, h]) => at(h)],
]

const at = (word: string | undefined) => (hours.get(word ?? '') ?? 0) * 60

export function clockTimeIn(text: string): ClockTime | undefined {
  const lower = text.toLowerCase()
  for (const [pattern, minutesOf] of forms) {
    const match = pattern.exec(lower)
    if (match) return { hour: Math.floor(minutesOf(match) / 60), minute: minutesOf(match) % 60 }
  }
  return undefined
}

const weekdays: readonly RegExp[] = [
  /\b(monday|montag)/,
  /\b(tuesday|dienstag)/,
  /\b(wednesday|mittwoch)/,
  /\b(thursday|donnerstag)/,
  /\b(friday|freitag)/,
  /\b(saturday|samstag|sonnabend)/,
  /\b(sunday|sonntag)/,
]

/** 1 is Monday, as in ISO 8601. */
export function weekdayIn(text: string): number | undefined {
  const lower = text.toLowerCase()
  const index = weekdays.findIndex((pattern) => pattern.test(lower))
  return index < 0 ? undefined : index + 1
}

/** The day that a sentence means, from today: a weekday is the next one after today, "next week" its Monday. */
export function dayIn(text: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const lower = text.toLowerCase()
  const weekday = weekdayIn(lower)
  if (weekday !== undefined) return today.add({ days: ((weekday - today.dayOfWeek + 6) % 7) + 1 })
  if (/day after tomorrow|übermorgen/.test(lower)) return today.add({ days: 2 })
  if (/\btomorrow\b|(?<!guten )\bmorgen\b/.test(lower)) return today.add({ days: 1 })
  if (/\btoday\b|\bheute\b|as soon as possible|so (schnell|bald) wie möglich/.test(lower)) return today
  if (/next week|nächste woche/.test(lower)) return today.add({ days: 8 - today.dayOfWeek })
  return undefined
}

export type DayPart = 'morning' | 'afternoon'

export function dayPartIn(text: string): DayPart | undefined {
  const lower = text.toLowerCase().replace(/good (morning|afternoon|evening)|guten (morgen|abend)/, '')
  if (/\bafternoon|\bevening|nachmittag|abends?\b/.test(lower)) return 'afternoon'
  if (/\bmorning|vormittag|morgens|früh\b/.test(lower)) return 'morning'
  return undefined
}
