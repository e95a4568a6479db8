import { type Language, languageOf } from './language.ts'
import type { PromptFacts, Service } from './prompt-facts.ts'
import { topicIn } from './questions.ts'
import { type ClockTime, clockTimeIn, type DayPart, dayIn, dayPartIn, weekdayIn } from './time-words.ts'

/** Why a caller has to be given to a person. */
export type Reason = 'asked' | 'medical' | 'billing' | 'change' | 'unsure'

/** Everything that one sentence may mean, by itself: which of it counts depends on where the conversation is. */
export interface Meaning {
  readonly language: Language | undefined
  readonly yes: boolean
  readonly no: boolean
  readonly goodbye: boolean
  readonly thanks: boolean
  readonly wantsAppointment: boolean
  readonly wantsChange: 'move' | 'cancel' | undefined
  readonly needsPerson: Reason | undefined
  readonly asks: 'robot' | 'way' | 'way-by-sms' | 'address' | 'hours' | 'again' | undefined
  /** A question that a tool may answer. */
  readonly topic: string | undefined
  readonly service: Service | undefined
  readonly day: Temporal.PlainDate | undefined
  readonly weekday: number | undefined
  readonly dayPart: DayPart | undefined
  readonly clock: ClockTime | undefined
  /** 0 for "the first one". */
  readonly ordinal: number | undefined
  /** A name said as one: "my name is …". */
  readonly name: string | undefined
  /** Words that look like a name, for when one was asked for. */
  readonly perhapsName: string | undefined
}

export function understand(text: string, facts: PromptFacts): Meaning {
  const lower = text.toLowerCase().replaceAll('’', "'")
  return {
    language: languageOf(text),
    yes: /\b(yes|yeah|yep|sure|correct|perfect|exactly|please do|go ahead|book it|that's right|that works|that is right|ja|genau|richtig|stimmt|passt|gerne|perfekt)\b/.test(
      lower,
    ),
    no: /\b(no|nope|not|nothing|neither|nein|nicht|nichts|leider|weder)\b/.test(lower),
    goodbye:
      /\b(bye|goodbye|wiederhören|tschüss|that's all|that is all|that's everything|das (ist|war|wäre) alles)\b/.test(
        lower,
      ),
    thanks: /\b(thanks|thank you|danke|dankeschön)\b/.test(lower),
    wantsAppointment: /\b(appointment|book|come in|see (a|the) dentist|termin|vorbeikommen)/.test(lower),
    wantsChange: changeIn(lower),
    needsPerson: reasonIn(lower),
    asks: questionIn(lower),
    topic: topicIn(lower, facts.topics),
    service: serviceIn(lower, facts.services),
    day: dayIn(lower, facts.today),
    weekday: weekdayIn(lower),
    dayPart: dayPartIn(lower),
    clock: clockTimeIn(lower),
    ordinal: ordinalIn(lower),
    name: nameAfterCue(text),
    perhapsName: /\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)+/u.exec(text.replace(/^\w+, /, ''))?.[0],
  }
}

function changeIn(lower: string): Meaning['wantsChange'] {
  if (/\b(resch?edule|(move|change) (my|the|an) )|verschieben|verlegen/.test(lower)) return 'move'
  return /\bcancel\b|\babsagen|\bstornieren/.test(lower) ? 'cancel' : undefined
}

function reasonIn(lower: string): Reason | undefined {
  if (/antibiotic|pain ?killer|ibuprofen|medicine|medication|bleeding|swollen|swelling|should i take/.test(lower))
    return 'medical'
  if (/antibiotik|schmerzmittel|medikament|blutet|geschwollen|soll ich .*nehmen/.test(lower)) return 'medical'
  if (/\b(bill|invoice|insurance|refund|charged?|payment)\b/.test(lower)) return 'billing'
  if (/rechnung|versicherung|krankenkasse|erstattung|abgebucht/.test(lower)) return 'billing'
  if (/(speak|talk) (to|with) (a|an|some|the|your)?\s?.*(person|human|someone|somebody|colleague|staff)/.test(lower))
    return 'asked'
  if (/put me through|mit (einem|einer|jemandem?).*(sprechen|verbinden)|durchstellen|menschen sprechen/.test(lower))
    return 'asked'
  return undefined
}

function questionIn(lower: string): Meaning['asks'] {
  if (/are you (a|an)?\s?(real )?(robot|machine|human|person|computer|ai)\b/.test(lower)) return 'robot'
  if (/am i (talking|speaking) (to|with) (a|an) /.test(lower)) return 'robot'
  if (
    /sind sie (ein|eine)?\s?(echter |echte )?(roboter|maschine|mensch|computer|ki)\b|spreche ich (hier )?mit eine/.test(
      lower,
    )
  )
    return 'robot'
  if (
    /how (do|can) (i|we) (get|come) (to|there)|directions|wie komme?n? (ich|wir) (zu|hin)|wegbeschreibung/.test(lower)
  )
    return /\b(text|sms|message)\b/.test(lower) ? 'way-by-sms' : 'way'
  if (/where (are|is|can i find) (you|the)|your address|wo (finde ich|sind) (sie|die)|ihre adresse/.test(lower))
    return 'address'
  if (
    /(when|until when) (are|do) you (open|close)|are you open|opening hours|haben sie .*(geöffnet|offen)\b|öffnungszeiten/.test(
      lower,
    )
  )
    return 'hours'
  if (/say that again|repeat that|pardon|noch ?mal (sagen|wiederholen)|wiederholen/.test(lower)) return 'again'
  return undefined
}

/** The service that shares most of its words with what was said, by the beginnings of longer words. */
function serviceIn(lower: string, services: readonly Service[]): Service | undefined {
  const said = stems(lower)
  const shared = (service: Service) =>
    Math.max(...service.names.map((name) => stems(name.toLowerCase()).filter((stem) => said.includes(stem)).length))
  const best = services.toSorted((a, b) => shared(b) - shared(a))[0]
  return best && shared(best) > 0 ? best : undefined
}

const stems = (text: string) =>
  (text.replace(/check-up|check up/g, 'checkup').match(/\p{L}{5,}/gu) ?? []).map((word) => word.slice(0, 6))

function ordinalIn(lower: string): number | undefined {
  if (/\b(first|earlier|earliest|erste[nr]?|früheren?)\b/.test(lower)) return 0
  if (/\b(second|later|last|zweite[nr]?|späteren?|letzten?)\b/.test(lower)) return 1
  return undefined
}

const cue =
  /(?:[Nn]ame is|[Nn]ame's|[Tt]his is|[Ii]t's(?: for)?|I am|I'm|[Mm]ein Name ist|[Nn]ame ist|[Ii]ch heiße|[Ii]ch bin|[Hh]ier ist|[Hh]ier spricht|[Aa]uf den Namen) (\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+){0,2})/u

const nameAfterCue = (text: string) => cue.exec(text.replaceAll('’', "'"))?.[1]
