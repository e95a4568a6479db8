/**
 * What each jurisdiction demands of somebody who answers a call with an AI and wants to keep it. Not legal advice: compiled by
 * engineers from public sources, to be reviewed by counsel wherever a line is operated (docs/disclosure.md says by whom, and
 * how to change it). Every change gets a new version: a call's record names the one that held.
 */
export const tableVersion = '2026-11-22.1'

export interface Demands {
  /** `notice`: telling is enough, for whoever stays on the line. `consent`: an answered yes, before anything is kept. */
  readonly recording: 'notice' | 'consent'
  /** Whether the announcement is to be on the recording itself. */
  readonly noticeInRecording: 'may' | 'must' | 'must-not'
  /** When the caller learns that an AI speaks. It is told at the start everywhere; this is what the law asks. */
  readonly ai: 'at-start' | 'on-request'
  /** What becomes of what was recorded before the caller said to stop. */
  readonly onWithdrawal: 'delete' | 'keep'
}

export interface Row extends Demands {
  readonly source: string
  /** `read`: seen in a source for this table. `known`: widely published, not read again. `unsure`: contested, or not found. */
  readonly standing: 'read' | 'known' | 'unsure'
}

const consent = { recording: 'consent', noticeInRecording: 'must-not', ai: 'at-start', onWithdrawal: 'delete' } as const
const notice = { recording: 'notice', noticeInRecording: 'may', ai: 'at-start', onWithdrawal: 'delete' } as const
const allParty = { recording: 'notice', noticeInRecording: 'may', ai: 'on-request', onWithdrawal: 'keep' } as const
const onRecording = { ...allParty, noticeInRecording: 'must' } as const

const known = 'known' as const
const read = 'read' as const
const unsure = 'unsure' as const

/** Rows of their own. Countries by ISO 3166-1, states by ISO 3166-2: `DE` is Germany, `US-DE` Delaware. */
const own: Readonly<Record<string, Row>> = {
  DE: { ...consent, source: 'StGB §201; GDPR art. 6, 7, 13, 17; EU AI Act art. 50(1), (5)', standing: read },
  AT: { ...consent, source: 'StGB §120(2); ABGB §16; GDPR; EU AI Act art. 50', standing: known },
  CH: {
    ...consent,
    source: 'StGB art. 179bis, 179ter, exemption 179quinquies not for quality or AI use',
    standing: read,
  },
  GB: { ...notice, source: 'UK GDPR; DPA 2018; SI 2018/356', standing: known },
  AU: {
    ...notice,
    source: 'Telecommunications (Interception and Access) Act 1979; state surveillance acts',
    standing: known,
  },
  NZ: { ...notice, source: 'Crimes Act s. 216B; Privacy Act IPP 3', standing: known },
  CA: { ...notice, source: 'Criminal Code s. 184(2)(a); PIPEDA; Quebec Law 25', standing: known },
  JP: { ...notice, source: 'APPI', standing: unsure },
  IN: { ...notice, source: 'DPDP Act', standing: unsure },
  'US-CA': { ...allParty, source: 'Penal Code §§632, 632.7', standing: read },
  'US-CT': { ...onRecording, source: 'Gen. Stat. §52-570d: verbal notice recorded at the beginning', standing: read },
  'US-DE': { ...allParty, source: '11 Del. C. §1335', standing: known },
  'US-FL': { ...allParty, source: 'Stat. §934.03', standing: known },
  'US-IL': { ...allParty, source: '720 ILCS 5/14', standing: known },
  'US-MD': { ...allParty, source: 'Cts. & Jud. Proc. §10-402', standing: known },
  'US-MA': { ...allParty, source: 'G.L. c. 272 §99', standing: known },
  'US-ME': { ...allParty, ai: 'at-start', source: '10 M.R.S. §1500-DD (AI); one-party recording', standing: read },
  'US-MI': { ...allParty, source: 'MCL 750.539c', standing: known },
  'US-MT': { ...allParty, source: 'MCA 45-8-213', standing: read },
  'US-NV': { ...allParty, source: 'NRS 200.620', standing: known },
  'US-NH': { ...allParty, source: 'RSA 570-A:2', standing: known },
  'US-PA': { ...allParty, source: '18 Pa.C.S. §§5703-5704', standing: known },
  'US-UT': {
    ...allParty,
    source: 'SB 149 (2024), SB 226 and 332 (2025): AI on request; one-party recording',
    standing: read,
  },
  'US-VT': { ...allParty, source: 'no statute; case law', standing: read },
  'US-WA': { ...onRecording, source: 'RCW 9.73.030: the announcement shall also be recorded', standing: read },
}

const oneParty: Row = { ...allParty, source: '18 U.S.C. §2511(2)(d); still told', standing: read }
const europe: Row = { ...consent, source: 'GDPR art. 6, 7, 13; ePrivacy art. 5; EU AI Act art. 50', standing: known }
/** The strictest there is, for a place that is unknown, or that nobody has looked at. */
export const strictest: Row = { ...consent, source: 'unknown: the strictest row', standing: unsure }

const inEurope = new Set(
  'BE BG CY CZ DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
)

/** The row of a jurisdiction; undefined for one that the table does not know. */
export function rowOf(jurisdiction: string): Row | undefined {
  const [country = ''] = jurisdiction.split('-')
  if (Object.hasOwn(own, jurisdiction)) return own[jurisdiction]
  if (inEurope.has(country)) return europe
  if (country === 'US') return jurisdiction === 'US' ? undefined : oneParty
  return Object.hasOwn(own, country) ? own[country] : undefined
}
