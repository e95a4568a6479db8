import type { ClaimKind } from '@frontdesk/claims'
import type { Language } from '@frontdesk/line'

/** What the model is told of a claim of its own that nothing shows. */
export function takeBackOrder(kinds: readonly ClaimKind[]): string {
  const said = kinds.map((kind) => claimed[kind]).join(', and that ')
  return [
    `Correction: you told the caller that ${said}. No tool has confirmed that, so it is not true.`,
    'Begin your next answer by saying plainly, in the language of the conversation, that you were mistaken and that it is not done.',
    'Then go on: if the caller still wants it, ask the tool for it, and say that it is done only when the tool has succeeded.',
  ].join(' ')
}

const claimed: Record<ClaimKind, string> = {
  booked: 'an appointment is booked',
  rescheduled: 'an appointment was moved',
  cancelled: 'an appointment was cancelled',
  'message-sent': 'a text message was sent, or will be',
  callback: 'somebody will call them back',
  'passed-on': 'their message was passed on to the team',
}

/** What is said in the model's place when it does not take its claim back. */
export function takingBack(kind: ClaimKind, language: Language): string {
  const { opening, closing } = frame[language]
  return `${opening} ${notDone[kind][language]} ${closing}`
}

const frame: Record<Language, { readonly opening: string; readonly closing: string }> = {
  de: { opening: 'Entschuldigung, ich muss mich korrigieren:', closing: 'Soll ich es jetzt versuchen?' },
  en: { opening: 'I am sorry, I have to correct myself:', closing: 'Shall I try that now?' },
}

const notDone: Record<ClaimKind, Record<Language, string>> = {
  booked: { de: 'Der Termin ist nicht gebucht.', en: 'The appointment is not booked.' },
  rescheduled: { de: 'Der Termin ist nicht verschoben.', en: 'The appointment has not been moved.' },
  cancelled: { de: 'Der Termin ist nicht abgesagt.', en: 'The appointment has not been cancelled.' },
  'message-sent': { de: 'Es wurde keine Nachricht geschickt.', en: 'No text message was sent.' },
  callback: { de: 'Ein Rückruf ist noch nicht vereinbart.', en: 'A call back has not been arranged yet.' },
  'passed-on': { de: 'Ich habe noch nichts weitergegeben.', en: 'I have not passed anything on yet.' },
}
