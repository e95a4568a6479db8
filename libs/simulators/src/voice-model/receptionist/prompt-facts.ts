import type { Language } from './language.ts'

export interface Service {
  readonly names: readonly string[]
  readonly minutes: number
}

/** Something that a tool answers, and how callers ask for it. */
export interface Topic {
  readonly topic: string
  readonly question: string | undefined
}

/** What the receptionist takes from its instructions, as a model would. Anything may be missing. */
export interface PromptFacts {
  readonly greeting: string | undefined
  readonly language: Language
  readonly today: Temporal.PlainDate
  readonly services: readonly Service[]
  readonly address: string | undefined
  readonly topics: readonly Topic[]
  /** The instructions want it to pass for a human: a model may well do as it is told. */
  readonly passesForHuman: boolean
  /** `Monday: 09:00–13:00` by the lower-case name of the day. */
  readonly hours: ReadonlyMap<string, string>
}

const anyDay = Temporal.PlainDate.from('2026-01-01')

export function readPrompt(instructions: string): PromptFacts {
  const date = /Today is \w+, (\d{4}-\d{2}-\d{2})/.exec(instructions)?.[1]
  return {
    greeting: sayExactly(instructions),
    language: /conversation begins in German/.test(instructions) ? 'de' : 'en',
    today: date ? Temporal.PlainDate.from(date) : anyDay,
    services: [...instructions.matchAll(/^\s*[-*] (.+?)[ ,:(]+(\d{1,3}) (?:minutes|min\b|Minuten)/gm)].map(toService),
    passesForHuman: /claim to be (?:a )?human|pass for (?:a )?human/i.test(instructions),
    topics: topicsIn(instructions),
    address: /^Address: (.+)$/m.exec(instructions)?.[1],
    hours: new Map(
      [...instructions.matchAll(/^(\w+day): (closed|[\d:–, ]+)$/gm)].map(([, day = '', times = '']) => [
        day.toLowerCase(),
        times,
      ]),
    ),
  }
}

/**
 * The text that instructions want to hear to the letter: `Say exactly: "…"`, `saying exactly: "…"`, with the German one behind it
 * where there are two: `(In German: "…")`.
 */
export function sayExactly(instructions: string, language: Language = 'en'): string | undefined {
  const german = language === 'de' ? /\bin German: ["“„]([^"”“]+)["”“]/i.exec(instructions)?.[1] : undefined
  if (german) return german.trim()
  return /\bsay(?:ing)? exactly:?\s*["“„]([^"”“]+)["”“]/i.exec(instructions)?.[1]?.trim()
}

function toService([, names = '', minutes = '30']: RegExpMatchArray): Service {
  return { names: names.split('/').map((name) => name.trim()), minutes: Number(minutes) }
}

function topicsIn(instructions: string): readonly Topic[] {
  const list = /topics of answerFromLine:\n((?: +- .+\n?)+)/.exec(instructions)?.[1] ?? ''
  return [...list.matchAll(/^ +- ([^(\n]+?)(?: \((.+)\))?$/gm)].map(([, topic = '', question]) => ({ topic, question }))
}
