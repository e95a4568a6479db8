/** A part of a sentence with one verb, lower case and without contractions, and what the sentence makes of it. */
export interface Clause {
  readonly text: string
  /** Asked, not said. */
  readonly asked: boolean
  /** It holds only if something else does: "once …", "wenn …". */
  readonly conditional: boolean
  /** An "if" follows it, which a promise depends on and a fact does not. */
  readonly followedByIf: boolean
  /** The whole sentence regrets something: "… is booked, I'm afraid". */
  readonly regretted: boolean
}

/** The clauses of what was said, in order. */
export const clausesIn = (text: string): readonly Clause[] => sentencesIn(text).flatMap(clausesOf)

/** A full stop behind a number or a title ends no sentence: "27. November", "Dr. Weber". */
const sentenceEnd =
  /(?<!\b\d{1,2}|\b(?:dr|mr|mrs|ms|prof|nr|st|str|fr|hr|ca|bzw|z\.b|a\.m|p\.m))\.(?=\s|$)|[!?](?=\s|$)|\n/giu

function sentencesIn(text: string): readonly string[] {
  const sentences: string[] = []
  let from = 0
  for (const end of text.matchAll(sentenceEnd)) {
    sentences.push(text.slice(from, end.index + end[0].length).trim())
    from = end.index + end[0].length
  }
  return [...sentences, text.slice(from).trim()].filter((sentence) => sentence !== '')
}

const regret = /\b(?:afraid|unfortunately|regret|leider|bedauer\w*)\b/u
const boundary = /[,;:–—…]+|\s-\s|(?<!\b(?:ahead|gone))\s(?:and|but|und|aber|sondern|doch)\s/u

const condition =
  /^(?:(?:and|but|so|und|aber|also|only|erst|nur|dann|for|even)\s)*(?:once|if|when|whenever|before|until|unless|after|as soon as|as long as|in case|provided|assuming|should you|in order to|to|sobald|wenn|falls|sofern|bevor|bis|nachdem|sollte|sollten|um|erst wenn|ob|whether)\s/u
const ifOnly = /^(?:and |und |or |oder |auch |even )?(?:if|in case|provided|unless|wenn|falls|sofern)\s/u
/** Verb first: a question, or in German a condition without its "if". */
const verbFirst =
  /^(?:(?:and|so|oder|or|und|also|okay|ok)\s)*(?:is|are|was|were|has|have|had|did|do|does|shall|should|would|will|can|could|may|am|what|which|who|when|where|how|why|ist|sind|war|waren|hat|haben|hatte|hatten|soll|sollen|sollte|möchten|möchte|wollen|kann|können|könnte|könnten|darf|dürfen|wird|werden|wurde|wurden|würde|würden|was|wer|wann|wo|wie|welche\w*|unter|an|um|bis|ab|für)\s/u
const verbFirstCondition = /^(?:ist|sind|wird|werden|wurde|wurden|sollte|sollten|should|hat|haben)\s/u
/** What comes with "that" is only as certain as what it hangs on. */
const that = /^(?:dass|that|daß)\s/u
const uncertain =
  /\b(?:not|never|cannot|hope|hoping|think|believe|guess|assume|wish|check|checking|see whether|make sure|nicht|kein\w*|hoffe|hoffen|glaube|denke|vermute|prüf\w*|schau\w*|möchte\w*|wünsch\w*|nachsehen|sicherstellen|dafür|bis)\b/u

function clausesOf(sentence: string): readonly Clause[] {
  const isQuestion = sentence.endsWith('?')
  const plain = normal(sentence)
  const texts = plain
    .split(boundary)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const asksAll = isQuestion && verbFirst.test(`${texts[0] ?? ''} `)
  const regretted = regret.test(plain)
  let conditional = false
  return texts.map((text, index): Clause => {
    const isLast = index === texts.length - 1
    const before = texts[index - 1] ?? ''
    const hangs = that.test(text) && uncertain.test(before)
    const unsaid = !isQuestion && !isLast && verbFirstCondition.test(text)
    conditional = conditional || condition.test(`${text} `) || unsaid || hangs
    return {
      text,
      asked: isQuestion && (asksAll || isLast || verbFirst.test(`${text} `)),
      conditional,
      followedByIf: texts.slice(index + 1).some((later) => ifOnly.test(`${later} `)),
      regretted,
    }
  })
}

const contractions: readonly [RegExp, string][] = [
  [/\bcan't\b/g, 'can not'],
  [/\bcannot\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/n't\b/g, ' not'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/'d\b/g, ' would'],
  [/\bi'm\b/g, 'i am'],
  [/\b(it|that|this|everything|there|here|he|she|what|who)'s\b/g, '$1 is'],
]

function normal(sentence: string): string {
  const lower = sentence
    .toLowerCase()
    .normalize('NFC')
    .replaceAll('’', "'")
    .replace(/[.!?"“”„()]+/gu, ' ')
  return contractions
    .reduce((text, [what, by]) => text.replace(what, by), lower)
    .replace(/\s+/gu, ' ')
    .trim()
}
