import type { Language, Line } from './schema.ts'

/** What is wrong between the fields of a line, each of which is right by itself. */
export interface Fault {
  readonly path: (string | number)[]
  readonly message: string
}

export function faultsAcross(line: Line): Fault[] {
  return [...missingTexts(line), ...missingFirstTexts(line), ...doubles(line), ...unknownPeople(line)]
}

type Texts = Partial<Record<Language, string>>
type Text = readonly [path: (string | number)[], texts: Texts]

/** What every caller may hear must be there in every language of the line. */
function missingTexts({ agent, disclosure, emergency, fallback, languages }: Line): Fault[] {
  const all: Text[] = [
    [['agent', 'greeting'], agent.greeting],
    [['disclosure', 'notice'], disclosure.notice],
    [['fallback', 'apology'], fallback.apology],
    ...emergency.map(({ sentence }, i): Text => [['emergency', i, 'sentence'], sentence]),
  ]
  return all.flatMap(([path, texts]) =>
    languages
      .filter((wanted) => texts[wanted] === undefined)
      .map((wanted) => ({
        path: [...path, wanted],
        message: `must have a text for "${wanted}", which is one of the line's languages`,
      })),
  )
}

/** Facts may be there in one language only: the agent can translate them. */
function missingFirstTexts({ business, languages }: Line): Fault[] {
  const first = languages[0] ?? 'en'
  const all: Text[] = business.answers.map(({ answer }, i): Text => [['business', 'answers', i, 'answer'], answer])
  if (business.directions !== undefined) all.push([['business', 'directions'], business.directions])
  const message = `must have a text for "${first}", the line's first language: it stands in for the others`
  return all.flatMap(([path, texts]) => (texts[first] === undefined ? [{ path: [...path, first], message }] : []))
}

function doubles({ business, hours, services }: Line): Fault[] {
  const names = (values: readonly string[]) => values.map((value) => value.toLowerCase())
  return [
    ...repeated(names(business.answers.map(({ topic }) => topic))).map((i) => ({
      path: ['business', 'answers', i, 'topic'],
      message: 'must be another: this topic has an answer already',
    })),
    ...repeated(names(services.map(({ name }) => name))).map((i) => ({
      path: ['services', i, 'name'],
      message: 'must be another: a service of this name is there already',
    })),
    ...repeated(hours.specialDays.map(({ date }) => date)).map((i) => ({
      path: ['hours', 'specialDays', i, 'date'],
      message: 'must be another: this day has hours of its own already',
    })),
  ]
}

/** Where a value stands that stood before. */
const repeated = (values: readonly string[]): number[] =>
  values.flatMap((value, i) => (values.indexOf(value) < i ? [i] : []))

function unknownPeople({ booking, services }: Line): Fault[] {
  const people = booking.calendars.map(({ id }) => id)
  const there = people.length === 0 ? 'there are none' : `there are ${people.join(', ')}`
  return services.flatMap(({ offeredBy = [] }, i) =>
    offeredBy
      .filter((id) => !people.includes(id))
      .map((id) => ({
        path: ['services', i, 'offeredBy'],
        message: `must be ids of booking.calendars: ${there}, ${id} is not one`,
      })),
  )
}
