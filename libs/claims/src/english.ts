import type { Rules } from './rules.ts'

const w = (most: number) => String.raw`(?: [\w'.-]+){0,${most}}?`
const we = String.raw`\b(?:i|we)(?: have| had)?(?: (?:just|now|already|also|then|gone ahead and|went ahead and|both|all|successfully))*`
const thing = String.raw`\b(?:appointments?|bookings?|check-?ups?|cleaning|consultation|visit|reservation|session|treatment|haircut|your (?:spot|slot|time|place)|everything|it|that|this|both|the old one)`
const done = String.raw`(?: is| are| has(?: \w+)? been| have(?: \w+)? been| was| were| got)`
const text = '(?:texts?|sms|message|messages|confirmation|details|directions|address|link|e-?mail)'
const arranged = '(?:arranged|scheduled|booked|set up|set|requested|noted|logged|queued|put in|confirmed)'
const callback = '(?:call-?back|call back|return call)'
const rule = (...parts: readonly string[]) => new RegExp(parts.join(''), 'u')

export const english: Rules = {
  facts: {
    booked: [
      rule(
        String.raw`\byou(?: are| have been)`,
        w(3),
        String.raw` (?:booked|scheduled|pencill?ed|registered|confirmed|down for|in for|all set for|good to go (?:for|on)|(?:in|on) the (?:calendar|diary|schedule|books))\b`,
      ),
      rule(
        thing,
        w(6),
        done,
        w(3),
        String.raw` (?:booked|scheduled|reserved|confirmed|arranged|made|secured|set for|(?:in|on) the (?:calendar|diary|schedule|books))\b`,
      ),
      rule(we, String.raw` (?:booked|scheduled|reserved|secured)\b`),
      rule(
        String.raw`\b(?:i|we)(?: have)?`,
        w(2),
        String.raw` (?:put|got|have|pencill?ed|get) (?:you|your \w+|both)(?: \w+)? (?:down|in|booked|scheduled)\b`,
      ),
      rule(
        we,
        ' (?:locked in|lined up|set up|arranged|confirmed|slotted)',
        w(4),
        String.raw` (?:you|it|that|appointment|booking|visit|check-?up|cleaning|consultation|(?:mon|tues|wednes|thurs|fri|satur|sun)day|o'clock)\b`,
      ),
      rule(
        String.raw`\b(?:i|we) have`,
        w(4),
        String.raw` (?:it|that|you|everything|appointment|cleaning|check-?up|consultation) (?:\w+ )?(?:booked|scheduled|reserved|confirmed)\b`,
      ),
      rule(String.raw`\b(?:i|we) have you\b`, w(1), String.raw` (?:down|in|booked|scheduled)\b`),
      rule(we, w(2), ' made (?:an?|the|your|that)', w(2), ' (?:appointment|booking|reservation)'),
      rule(we, ' put', w(3), String.raw` (?:in|into|on|onto) (?:the|our) (?:calendar|diary|schedule|books)\b`),
      rule(we, w(2), String.raw` (?:added|entered) (?:you|it|that|the appointment|your appointment)\b`),
      rule(String.raw`\b(?:able|managed) to (?:book|schedule|reserve)\b`),
      /^(?:(?:all|and|so|okay|great|perfect|done|then|also|just)\s)*booked\b/u,
      rule(String.raw`\byou (?:now )?have (?:an|your) appointment\b`),
    ],
    rescheduled: [
      rule(
        we,
        ' (?:moved|rescheduled|changed|shifted|switched|postponed|pushed) (?:it|that|you|this|both|(?:your|the)',
        w(2),
        String.raw` (?:appointment|booking|visit|cleaning|check-?up|consultation))\b`,
      ),
      rule(thing, w(6), done, w(3), String.raw` (?:moved|rescheduled|shifted|postponed|changed|brought forward)\b`),
      rule(String.raw`\byou(?: are| have been)`, w(2), String.raw` (?:moved|rescheduled)\b`),
      rule('(?:', thing, String.raw`|\byou)`, w(3), String.raw` (?:is|are) now (?:on|at)\b.*\binstead`),
      rule(String.raw`\byour new (?:time|date|appointment) is\b`),
      rule(String.raw`\b(?:able|managed) to (?:move|reschedule|change|shift)\b`),
    ],
    cancelled: [
      rule(we, String.raw` (?:cancell?ed|called off|deleted) (?:it|that|this|both|the|your)\b`),
      rule(
        we,
        ' (?:taken|removed) (?:you|it|that|(?:your|the)',
        w(2),
        ' appointment)',
        w(2),
        String.raw` (?:off|from|out of)\b`,
      ),
      rule(thing, w(6), done, w(3), String.raw` (?:cancell?ed|called off|deleted|taken off)\b`),
      rule(
        String.raw`\byou(?: are| have been)`,
        w(2),
        String.raw` (?:cancell?ed|off the (?:calendar|schedule|books))\b`,
      ),
      rule(String.raw`\bconsider (?:it|that) cancell?ed\b`),
      rule(String.raw`\b(?:able|managed) to cancel\b`),
    ],
    'message-sent': [
      rule(we, String.raw` (?:texted|messaged|e-?mailed)\b`),
      rule(we, String.raw` sent (?:you|it|that|them|the|a|an|your)\b`),
      rule(
        String.raw`\b`,
        text,
        w(4),
        '(?: is| has| has been| have been| was| were)',
        w(3),
        String.raw` (?:sent|texted|on its way|on the way|gone out|out|delivered)\b`,
      ),
      /^(?:also |just |then )?(?:sent|texted) you\b/u,
      rule(String.raw`\byou should have (?:received|got|gotten)`, w(3), ' ', text),
    ],
    callback: [
      rule(we, ' arranged for', w(4), String.raw` to (?:call|ring|phone) you\b`),
      rule(arranged, ' (?:a|your|the)', w(1), ' ', callback, String.raw`\b`),
      rule(String.raw`\b`, callback, w(3), done, w(2), ' ', arranged),
      rule(String.raw`\bon the list for a `, callback),
    ],
    'passed-on': [
      rule(we, ' (?:left|made|put)', w(2), ' (?:note|message)', String.raw` (?:for|with|to)\b`),
      rule(we, ' (?:passed|forwarded|relayed)', w(5), String.raw` (?:on|to|along)\b`),
      rule(we, ' let (?:the|dr|them|my|our)', w(3), String.raw` know\b`),
      rule(we, String.raw` (?:told|informed|notified) (?:the|dr|them|my|our)\b`),
      rule(
        String.raw`\b(?:message|details|request|concern|question|information)(?: has been| have been| was| were| is)`,
        w(2),
        String.raw` (?:passed|forwarded|relayed|noted)\b`,
      ),
      rule(we, String.raw` (?:noted|taken)(?: down)? your (?:contact details|details|message|request|contact)\b`),
    ],
  },
  promises: {
    'message-sent': [
      rule(
        String.raw`\byou (?:will|are going to)`,
        w(2),
        ' (?:get|receive|have|find|see|getting|receiving)',
        w(4),
        ' ',
        text,
        String.raw`\b`,
      ),
    ],
    callback: [
      rule(String.raw`\b(?:will|is going to|are going to)`, w(2), String.raw` (?:call|ring|phone) you\b`),
      rule(
        String.raw`\b(?:will|is going to|are going to)`,
        w(2),
        String.raw` (?:give you a (?:ring|call)|get back to you|be in touch|contact you|reach out to you|follow up with you)\b`,
      ),
      rule(String.raw`\byou will (?:be called back|hear (?:back )?from|(?:get|receive) a (?:call|`, callback, '))'),
    ],
  },
  certainly:
    /^(?:i|we) (?:can |am happy to |am pleased to |am glad to |just wanted to )?(?:now |also |already |gladly )?(?:confirm|tell you|say|let you know)(?: that)? /u,
  negated: /\b(?:not|never|no|nothing|nobody|none|neither|nor|without|unable|failed)\b/u,
  modal:
    /\b(?:could|would|can|shall|should|may|might|must|will|going to|want|like|need|hope|think|believe|assume|whether|let me|let us|to be|being|supposed|wonder|check(?!-?up)|if|once|when|until|unless|before)\b/u,
  onlyIf: /\b(?:if|once|when|unless|until|as soon as|provided|only after)\b/u,
  ofOthers:
    /\b(?:somebody|someone|another|anyone) else\b|\bby (?:another|somebody|someone)\b|\b(?:(?<!\byour )(?:slot|time)|all our|fully|patients|people|others)\b(?=.*\bbooked\b)|\b(?:that|this) is already\b/u,
  words: {
    booked: /\b(?:book|booked|booking|scheduled|reserved|made|confirmed|appointment)\b/u,
    rescheduled: /\b(?:move|moved|reschedule|rescheduled|change|changed)\b/u,
    cancelled: /\b(?:cancel|cancell?ed)\b/u,
    'message-sent': /\b(?:text|texts|sms|message|sent|texted)\b/u,
    callback: /\b(?:call|ring|phone|callback)\b/u,
    'passed-on': /\b(?:pass|passed|forwarded|told|let)\b/u,
  },
  retraction:
    /\bcorrect myself\b|\b(?:mistaken|my mistake|a mistake|was wrong|misspoke|an error)\b|\b(?:did|has|does) not work|\bnot (?:yet )?(?:received|have|got)\b.*\bconfirmation|\bcan not (?:confirm|promise)\b|\bcould not confirm\b|\bnot confirmed\b/u,
}
