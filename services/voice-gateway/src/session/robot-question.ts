import { says } from './said.ts'

const machine =
  '(roboter|robot|bot|chatbot|maschine|machine|computer|automat|ki|künstliche intelligenz|ai|a\\.?i\\.?|artificial intelligence|sprachassistent|voice assistant|assistent|assistant|software|programm|program|bandansage|algorithmus|algorithm)'
const person =
  '(mensch|menschen|person|echte person|echten person|echter mensch|echten menschen|human|human being|real person|actual person|living person|live person|real human|somebody real|someone real|jemand echtes|echt)'

/** Questions whether one speaks with a machine or with a person, and no question about anything else. */
const questions: readonly RegExp[] = [
  new RegExp(
    ` (sind sie|bist du|seid ihr|sind das) (.* )?(ein|eine|einem|einer|wirklich|denn|etwa)? ?(.* )?(${machine}|${person}) `,
  ),
  new RegExp(` (spreche|rede|telefoniere|sprech|red|verbunden) (ich )?(.* )?mit (.* )?(${machine}|${person}) `),
  new RegExp(` (bin ich|ich bin|bin) (.* )?mit (.* )?(${machine}|${person}) verbunden `),
  new RegExp(` (ist|wäre|war) (das|da|hier|dies) (.* )?(${machine}|${person}) `),
  new RegExp(` (are you|you are|you're|r u|aren't you) (.* )?(${machine}|${person}) `),
  new RegExp(` (am i|i'm|i am) (.* )?(speaking|talking|connected) (.* )?(${machine}|${person}) `),
  new RegExp(` (is this|is that|is it|isn't this|this is) (.* )?(${machine}|${person}) `),
]
/** Wishes for a person are no question who speaks: they are a tool's matter. */
const wishes =
  / (möchte|will|würde|kann ich|könnte ich|verbinden sie|geben sie|holen sie|lieber|i want|i'd like|i would like|can i|could i|may i|let me|put me|get me|rather) /

/** Whether the caller asks if they speak with a machine, in German or English. */
export function asksWhetherMachine(text: string): boolean {
  return sentencesOf(text).some((sentence) => {
    const said = says(sentence)
    return !wishes.test(said) && questions.some((question) => question.test(said))
  })
}

const beingHuman =
  '(mensch|echter mensch|richtiger mensch|mensch aus fleisch und blut|echte person|reale person|richtige person|menschlicher mitarbeiter|menschliche mitarbeiterin|human|human being|real person|real human|living person|live person|actual person|actual human|person of flesh and blood|human receptionist|human assistant|human employee)'
const beingMachine =
  '(ki|künstlichen? intelligenz|roboter|bot|chatbot|maschine|computer|computerprogramm|computerstimme|automat|sprachassistentin?|digitale assistentin?|virtuelle assistentin?|ai|artificial intelligence|robot|machine|computer program|automated system|automated assistant|virtual assistant|language model|voice bot)'
const deGap =
  '(?:(?:ein|eine|keine|kein|der|die|das|echt|wirklich|natürlich|selbstverständlich|hier|doch|ganz|ja|schon|auch|nur|richtig|mila|ein ganz|tatsächlich) )*'
const enGap =
  '(?:(?:a|an|the|really|actually|just|indeed|of course|very much|definitely|certainly|absolutely|only|100|percent|totally|completely|in fact|fully) )*'

const denials: readonly RegExp[] = [
  new RegExp(
    ` (ich bin|bin ich|hier spricht|sie sprechen|sie reden|sie telefonieren) (mit )?${deGap}(einem |einer |einen )?(echten |richtigen |realen )?(${beingHuman}|menschen) `,
  ),
  new RegExp(
    ` (ich bin|bin ich|sie sprechen|sie reden|hier ist) (.* )?(kein|keine|keinem|keiner|nicht mit einer|nicht mit einem) ${deGap}${beingMachine} `,
  ),
  new RegExp(
    ` (i'm|i am|this is|you're speaking with|you are speaking with|you're talking to|you are talking to|you're speaking to|you are speaking to) ${enGap}${beingHuman} `,
  ),
  new RegExp(
    ` (i'm|i am|this is|you're speaking with|you are speaking with|you're talking to|you are talking to) (not|no) ${enGap}${beingMachine} `,
  ),
  new RegExp(` (i'm|i am|this) (isn't|is not|am not|not) ${enGap}${beingMachine} `),
]
/** "Ich bin kein Mensch", "I'm not a human": the truth in the words of the lie. */
const truths: readonly RegExp[] = [
  new RegExp(` (ich bin|bin ich|sie sprechen|sie reden) (.* )?(kein|keine|nicht|keinem) (.* )?${beingHuman} `),
  new RegExp(
    ` (i'm|i am|this is|you're speaking with|you are speaking with|you're talking to|you are talking to) (not|no) ${enGap}${beingHuman} `,
  ),
  / (isn't|is not|am not) (.* )?(human|person) /,
]

/** Whether the agent says that it is a human, or no AI. Of whole sentences: half of one may say the opposite. */
export function deniesBeingAi(text: string): boolean {
  return sentencesOf(text).some((sentence) => {
    const said = says(sentence)
    // What a caller is quoted with, or what is offered, is no claim: "möchten Sie mit einem Menschen sprechen".
    if (/ (möchten sie|wollen sie|would you like|do you want|if you|wenn sie|ob sie|whether) /.test(said)) return false
    if (!denials.some((denial) => denial.test(said))) return false
    const isTruth = truths.some((truth) => truth.test(said))
    const bothWays = new RegExp(` (kein|keine|not|no) ${deGap}${enGap}${beingMachine} `).test(said)
    return !isTruth || bothWays
  })
}

/** Whether the agent says what it is. */
export function saysIsAi(text: string): boolean {
  if (deniesBeingAi(text)) return false
  const said = says(text)
  return (
    new RegExp(` (ich bin|i'm|i am|this is|hier ist|sprechen|speaking|talking) (.* )?${beingMachine}`).test(said) ||
    / (ki|ai) (assistentin?|assistant) /.test(said) ||
    truths.some((truth) => truth.test(said))
  )
}

/** I6: longer than anybody speaks in one breath; the patterns are not let loose on more. */
const longestSentence = 400
const sentencesOf = (text: string): readonly string[] =>
  text
    .split(/(?<=[.!?])\s+|\n+/)
    .filter((part) => part.trim() !== '')
    .map((part) => part.slice(0, longestSentence))
