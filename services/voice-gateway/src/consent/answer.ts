import { phrases, says } from '../session/said.ts'

/** What the caller answered, by key or by voice, as the carrier tells it. Both absent: nothing. */
export interface Answered {
  readonly digits: string | undefined
  readonly speech: string | undefined
}

export interface Answer {
  readonly answer: 'yes' | 'no' | 'unclear'
  readonly by: 'key' | 'voice' | 'silence'
}

/** Words that say no whatever stands beside them: "ja, aber bitte nicht aufzeichnen". */
const no = phrases(
  'nein; nee; nö; ne; nicht; kein; keine; keinen; keinesfalls; niemals; ungern; lehne ab; ablehnen; widerspreche; verweigere; verzichte',
  "no; nope; nah; not; don't; dont; do not; never; refuse; decline; rather not; disagree; object; without",
)
/** A yes wherever it stands. */
const clearYes = phrases(
  'einverstanden; in ordnung; von mir aus; meinetwegen; geht klar; das geht; stimme zu; stimme dem zu; dürfen sie; können sie; machen sie; nur zu; selbstverständlich; ist okay; ist ok',
  "i agree; agreed; i consent; you may; you can; go ahead; of course; certainly; absolutely; fine with me; that's fine; that is fine; that's okay; that's all right; that's alright; by all means",
)
/** A yes where little else is said: people also begin with it what is no answer, and mean nothing by it in the middle. */
const shortYes = phrases(
  'ja; jaja; jawohl; jo; joa; jep; jup; gerne; gern; klar; natürlich; okay; ok; sicher; passt; erlaubt; logisch',
  'yes; yeah; yep; yup; sure; okay; ok; fine; all right; alright; i do; please do; right',
)
const mostWordsOfShort = 4
/** "No problem" is a yes, and so is its German twin. */
const yesWithNo = phrases(
  'kein problem; gar kein problem; nichts dagegen; keine einwände; habe nichts dagegen; warum nicht; nicht schlimm',
  "no problem; not a problem; i don't mind; i do not mind; don't mind; no objection; no objections; why not; no worries",
)
/** Whoever asks back, or is in doubt, has not agreed. */
const doubt = phrases(
  'weiß nicht; weiss nicht; vielleicht; wie bitte; guten tag; guten morgen; grüß gott; mein name; termin; hätte; warum; wieso; wozu; was bedeutet; was heißt; moment; hallo; wer ist',
  "don't know; do not know; maybe; good morning; good afternoon; my name; appointment; i'd like; would like; perhaps; pardon; why; what for; what does; what do you; hang on; hold on; hello; who is; not sure",
)

/**
 * Reads a yes or a no, by fixed words: no model decides what somebody has agreed to. Consent is only what is clearly one, so a
 * no beside a yes is a no, and a question or a doubt is neither. German and English at once, whichever was asked in.
 */
export function readAnswer({ digits, speech = '' }: Answered): Answer {
  if (digits === '1') return { answer: 'yes', by: 'key' }
  if (digits === '2') return { answer: 'no', by: 'key' }
  if (digits !== undefined && digits !== '') return { answer: 'unclear', by: 'key' }
  if (speech.trim() === '') return { answer: 'unclear', by: 'silence' }
  return { answer: ofSpeech(speech), by: 'voice' }
}

function ofSpeech(speech: string): Answer['answer'] {
  const plain = says(speech)
  const rest = yesWithNo.reduce((text, phrase) => text.replaceAll(` ${phrase} `, ' '), plain)
  const has = (list: readonly string[]) => list.some((phrase) => rest.includes(` ${phrase} `))
  if (has(doubt)) return 'unclear'
  if (has(no)) return 'no'
  if (rest !== plain || has(clearYes)) return 'yes'
  return has(shortYes) && plain.trim().split(' ').length <= mostWordsOfShort ? 'yes' : 'unclear'
}
