import type { Rules } from './rules.ts'

const w = (most: number) => String.raw`(?: [\p{L}\d.:'/-]+){0,${most}}?`
const b = String.raw`(?<![\p{L}\d])`
const e = String.raw`(?![\p{L}\d])`
const rule = (...parts: readonly string[]) => new RegExp(parts.join(''), 'u')

const booked =
  '(?:gebucht|eingetragen|reserviert|vereinbart|eingebucht|eingeplant|bestätigt|vorgemerkt|fest ?gemacht|ausgemacht|angelegt|fixiert|eingeschrieben|gesichert)'
const moved =
  '(?:verschoben|verlegt|umgebucht|vorverlegt|vorgezogen|umgelegt|geändert|auf [\\p{L}\\d. ]{2,30} (?:gelegt|gesetzt|geschoben))'
const cancelled =
  '(?:storniert|abgesagt|gelöscht|gestrichen|ausgetragen|aufgehoben|annulliert|gecancelt|aus dem kalender (?:genommen|entfernt|gelöscht))'
const sent = '(?:geschickt|gesendet|verschickt|zugeschickt|zugesendet|versendet|übermittelt)'
const passed = '(?:weitergegeben|weitergeleitet|ausgerichtet|informiert|benachrichtigt|bescheid (?:gegeben|gesagt))'
const thing = String.raw`(?:termine?s?|buchung|kontrolle|sitzung|behandlung|\p{L}*untersuchung|\p{L}*reinigung|\p{L}*beratung|der alte|der neue|er|das|alles|es|reservierung|beide\p{L}*)`
const text = '(?:sms|nachricht|textnachricht|bestätigung|adresse|angaben|details|link|wegbeschreibung|e-?mail)'
const is = '(?:ist|sind|wurde|wurden)'
/** "Ich habe … getan", "… habe ich … getan", "… getan habe". */
const we = (what: string, most = 10) => [
  rule(b, '(?:ich|wir) hab(?:e|en)?', e, w(most), ' ', what, e),
  rule(b, 'hab(?:e|en)? (?:ich|wir)', e, w(most), ' ', what, e),
  rule(b, '(?:ich|wir)', w(most), ' ', what, ' hab(?:e|en)', e),
]
/** "Der Termin ist … getan", "… ist der Termin getan", "dass der Termin getan ist". */
const it = (subject: string, what: string) => [
  rule(b, subject, e, w(8), ' ', is, w(8), ' ', what, e),
  rule(b, is, w(3), ' ', subject, e, w(6), ' ', what, e),
  rule(b, subject, e, w(8), ' ', what, ' ', is, e),
]

export const german: Rules = {
  facts: {
    booked: [
      ...it(thing, booked),
      ...we(booked),
      rule(b, 'sie (?:sind|wurden|stehen)', e, w(8), ' (?:', booked, '|angemeldet|im kalender|im terminbuch)', e),
      rule(b, '(?:sind|stehen) sie', e, w(8), ' (?:', booked, '|angemeldet|im kalender|im terminbuch)', e),
      rule(b, 'sie', w(8), ' ', booked, ' sind', e),
      rule(b, 'sie haben(?: jetzt| nun| damit| somit)', w(3), ' termin', e),
      rule(b, '(?:termin|reservierung|buchung)', e, w(5), ' steht', e),
      rule(
        b,
        thing,
        e,
        w(8),
        ' ist',
        w(2),
        ' (?:fix|fest|sicher|im (?:kalender|system|terminkalender|terminbuch)|unter dach und fach)',
        e,
      ),
      rule(b, 'ihr (?:neuer )?termin ist(?: jetzt| nun| also| damit)? (?:am|um|morgen|heute|übermorgen)', e),
      ...we(`sie${w(8)} notiert`),
      rule(b, is, ' für sie', w(4), ' ', booked, e),
      rule(b, '(?:ich|wir) konnten?', e, w(8), ' (?:buchen|eintragen|reservieren|vereinbaren)', e),
      rule('^(?:(?:so|perfekt|gut|super|alles|ist|wurde|hiermit|fest|jetzt) )*', booked, e),
    ],
    rescheduled: [
      ...it(thing, moved),
      ...we(moved),
      rule(b, 'sie (?:sind|wurden)', e, w(8), ' ', moved, e),
      rule(b, '(?:ich|wir) konnten?', e, w(8), ' (?:verschieben|verlegen|umbuchen)', e),
    ],
    cancelled: [
      ...it(thing, cancelled),
      ...we(cancelled),
      rule(b, '(?:ich|wir) konnten?', e, w(8), ' (?:stornieren|absagen|löschen)', e),
    ],
    'message-sent': [
      ...we(`(?:${text}${w(6)}|an ihr handy|auf(?:s| ihr) handy|per sms)${w(3)} ${sent}`),
      rule(b, text, e, w(5), ' hab(?:e|en)? (?:ich|wir)', e, w(6), ' ', sent, e),
      ...it(text, `(?:${sent}|raus|unterwegs|rausgegangen)`),
      rule(b, 'sie (?:müssten|sollten|dürften)', w(6), ' ', text, w(3), ' (?:bekommen|erhalten) haben', e),
      rule('^(?:ihnen |auch |gleich )*', '(?:eine |die )?', text, e, w(4), ' ', sent, e),
    ],
    callback: [
      ...it('rückruf', '(?:vermerkt|eingetragen|notiert|veranlasst|vereinbart|eingeplant|angefordert|gebucht)'),
      ...we(
        `(?:einen |den |ihren )?rückruf${w(4)} (?:vermerkt|eingetragen|notiert|veranlasst|vereinbart|eingeplant|angefordert)`,
      ),
    ],
    'passed-on': [
      ...it('(?:nachricht|anliegen|anfrage|daten|kontaktdaten|frage|bitte)', `(?:${passed}|notiert|aufgenommen)`),
      ...it('(?:das|alles)', passed),
      ...we(passed),
      ...we(`(?:notiz|nachricht)${w(3)} (?:hinterlassen|geschrieben)`),
      ...we(`(?:kontaktdaten|nachricht|anliegen|daten|anfrage)${w(4)} (?:notiert|aufgenommen|aufgeschrieben)`),
    ],
  },
  promises: {
    'message-sent': [
      rule(b, '(?:bekommen|erhalten|kriegen) sie', e, w(6), ' ', text, e),
      rule(b, 'sie (?:bekommen|erhalten|kriegen)', e, w(6), ' ', text, e),
      rule(b, 'sie werden', e, w(6), ' ', text, e, w(4), ' (?:bekommen|erhalten)', e),
    ],
    callback: [
      rule(b, 'ruf(?:e|t|en)', e, w(10), ' zurück', e),
      rule(b, 'ruf(?:e|t|en) (?:sie|wir sie|ich sie)', e, w(10), ' an$'),
      rule(b, '(?:sie hören|hören sie)', e, w(5), ' von (?:uns|ihr|ihm|der|dem)', e),
      rule(b, '(?:wird|werden|werde)', e, w(10), ' (?:zurückrufen|zurückgerufen|anrufen|angerufen)', e),
      rule(b, '(?:meldet sich|melden uns|melde mich|wird sich|werden uns|werde mich)', e, w(8), ' bei ihnen', e),
      rule(b, 'meldet sich', e, w(8), ' (?:jemand|kollegin|kollege)', e),
    ],
  },
  certainly:
    /^(?:ich|wir) (?:kann|können|darf|dürfen) (?:ihnen )?(?:hiermit |gerne |nun |jetzt )?(?:bestätigen|sagen|mitteilen) (?:dass )?/u,
  negated: /(?<!\p{L})(?:nicht|nichts|kein\p{L}*|nie|niemals|niemand|weder|ohne)(?!\p{L})/u,
  modal:
    /(?<!\p{L})(?:könnten?|kann|können|würden?|wäre|wären|soll|sollen|sollten?|möchten?|wollen|will|darf|dürfen|müssten?|muss|müssen|hätten?|ob|wenn|falls|sobald|bevor|hoffe|glaube|denke|vermutlich|vielleicht|eigentlich)(?!\p{L})/u,
  onlyIf: /(?<!\p{L})(?:wenn|falls|sobald|sofern|nachdem)(?!\p{L})/u,
  ofOthers:
    /(?<!\p{L})(?:anderweitig|jemand anderem|jemand anders|belegt|ausgebucht|vergeben)(?!\p{L})|(?<!\p{L})dies(?:er|e|es)(?!\p{L}).*(?<!\p{L})(?:schon|bereits)(?!\p{L})/u,
  words: {
    booked: /gebucht|buchen|eingetragen|eintragen|vereinbart|bestätigt|reserviert/u,
    rescheduled: /verschoben|verschieben|verlegt|verlegen|umgebucht/u,
    cancelled: /storniert|stornieren|abgesagt|absagen|gelöscht/u,
    'message-sent': /sms|nachricht|geschickt|gesendet/u,
    callback: /rückruf|zurück|anrufen/u,
    'passed-on': /weitergegeben|weitergeben|weitergeleitet|bescheid/u,
  },
  retraction:
    /(?<!\p{L})(?:korrigieren|geirrt|irrtum|mein fehler|war falsch|stimmt nicht|stimmte nicht|versehen)(?!\p{L})|nicht geklappt|(?:keine|nicht)(?!\p{L}).*bestätig|nicht versprechen/u,
}
