export type Language = 'de' | 'en'

const german =
  /^(ich|und|nicht|bitte|ein|eine|einen|einem|ja|nein|der|die|das|den|dem|guten|danke|mein|meine|uhr|um|sie|wir|für|mit|haben|hätte|möchte|gerne?|termin|ist|auf|zu|genau|stimmt|vielen|hier|wann|noch|heute|morgen|ersten?|zweiten?|moment|richtig|passt|nehme|tag|wiederhören|brauche)$/
const english =
  /^(i|the|a|an|and|please|yes|yeah|no|my|you|is|to|would|like|that|that's|thank|thanks|on|it|it's|i'm|i'd|of|for|with|have|can|could|what|when|one|first|second|right|are|do|this|hello|hi|next|take|bye|goodbye|need|all)$/

/** The language of a sentence by its small words; undefined when they do not tell. */
export function languageOf(text: string): Language | undefined {
  const words = text.toLowerCase().match(/[\p{L}']+/gu) ?? []
  const count = (pattern: RegExp) => words.filter((word) => pattern.test(word)).length
  const lead = count(german) - count(english)
  if (lead === 0) return undefined
  return lead > 0 ? 'de' : 'en'
}
