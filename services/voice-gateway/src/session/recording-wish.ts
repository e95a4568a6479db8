import { phrases, says } from './said.ts'

/** What is recorded, or the recording, in words of callers. */
const recordings = phrases(
  'aufzeichnen; aufgezeichnet; aufzeichnung; aufzeichnungen; aufnehmen; aufgenommen; aufnahme; mitschneiden; mitgeschnitten; mitschnitt; mitschreiben; mitgeschrieben; zeichnen; zeichne; zeichnet; nehmen; nimm; schneiden; schneide',
  'record; recorded; recording; recordings; tape; taped; taping; transcribe; transcribed; transcribing; transcript',
)
/** A wish that it be otherwise. */
const ends = phrases(
  'nicht; kein; keine; keinen; keinerlei; stopp; stoppen; stoppe; stopp die; beenden; beende; ausschalten; ausmachen; abschalten; abstellen; unterlassen; widerrufe; widerrufen; widerspreche; aufhören; hören sie auf; löschen; abbrechen; unterbrechen; ohne; machen sie aus; schalten sie ab',
  "stop; don't; dont; do not; not; no; turn off; switch off; shut off; without; quit; cease; end; delete; revoke; withdraw; object; pause; never",
)
/** Who only asks whether, or says that it is all right. */
const asks = phrases(
  'wird das aufgezeichnet; wird dieses gespräch aufgezeichnet; warum; wieso; wie lange; ob; ist das aufgezeichnet; nichts dagegen; kein problem; stört mich nicht',
  "why; is this call; is this being; are you recording; whether; if you; how long; don't mind; do not mind; no problem; not a problem; no objection; you can record; feel free",
)
/** German verbs that come apart: "zeichnen Sie bitte nicht auf", "nehmen Sie das nicht auf". */
const apart = / (zeichnen|zeichne|zeichnet|nehmen|nimm|schneiden|schneide|schreiben) .*\b(auf|mit) /
const apartOnly = / (zeichnen|zeichne|zeichnet|nehmen|nimm|schneiden|schneide) /
const whole = recordings.filter((word) => !apartOnly.test(` ${word} `))
/** What else is asked for in the same breath: an appointment is taken down, and a bill, and neither is the call. */
const other = / (termin|namen|nummer|adresse|rechnung|patienten|appointment|medical|records|name) /

/**
 * Whether the caller wants the call not to be recorded (any more), in German or English, by fixed words: no model decides
 * whether it has heard that. In doubt it is a wish: a recording that is missed is worth less than one that was not wanted.
 */
export function wantsNoRecording(text: string): boolean {
  return text.split(/[.!?;]+/).some(wantsIt)
}

function wantsIt(sentence: string): boolean {
  const said = says(sentence)
  const has = (list: readonly string[]) => list.some((phrase) => said.includes(` ${phrase} `))
  const isApart = apart.test(said)
  if (!has(whole) && !isApart) return false
  // "I don't want to be put on record, take my name" is about the call; "nehmen Sie keine neuen Patienten auf" is not.
  if (!has(whole) && other.test(said)) return false
  return has(ends) && !has(asks)
}
