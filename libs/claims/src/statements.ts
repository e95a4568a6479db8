import { claimKinds } from '@frontdesk/events'
import { type Clause, clausesIn } from './clauses.ts'
import { english } from './english.ts'
import { german } from './german.ts'
import type { ClaimKind, Rules } from './rules.ts'

export type { ClaimKind } from './rules.ts'

/** What an agent says of something that may have been done for the caller. */
export interface Statement {
  readonly kind: ClaimKind
  readonly says: 'done' | 'not-done'
}

/** I6: minutes of talk. What goes before is not read. */
const mostCharacters = 8_000

/**
 * What is said to be done, or not to be, in order; in English and German, whichever it is. Questions, conditions, wishes and
 * intentions say neither. Of what it takes for a claim it is rather too careful: a claim that it misses goes uncorrected, one
 * that it makes up has an honest agent correct itself.
 */
export const statementsIn = (text: string): readonly Statement[] =>
  clausesIn(text.slice(-mostCharacters)).flatMap((clause) => [
    ...spokenIn(clause, english),
    ...spokenIn(clause, german),
  ])

/** What the text leaves the listener with: of each kind the last word said of it. */
export function lastWords(text: string): ReadonlyMap<ClaimKind, Statement['says']> {
  return new Map(statementsIn(text).map(({ kind, says }) => [kind, says]))
}

/** The kinds that are claimed, and not taken back within the text. */
export const claimsIn = (text: string): readonly ClaimKind[] =>
  [...lastWords(text)].filter(([, says]) => says === 'done').map(([kind]) => kind)

function spokenIn(clause: Clause, rules: Rules): readonly Statement[] {
  if (clause.asked || clause.conditional) return []
  const text = clause.text.replace(rules.certainly, '')
  if (rules.retraction.test(text)) return claimKinds.map((kind) => ({ kind, says: 'not-done' }))
  const claimed = claimKinds.flatMap((kind) => {
    const says = ofKind(kind, text, clause, rules)
    return says === undefined ? [] : [{ kind, says }]
  })
  return withoutEchoes(claimed)
}

/** "Your callback is booked", "you are booked to be moved": the narrower word is what is meant. */
function withoutEchoes(statements: readonly Statement[]): readonly Statement[] {
  const has = (kind: ClaimKind) => statements.some((statement) => statement.kind === kind)
  const narrower = has('callback') || has('cancelled') || has('rescheduled') || has('message-sent') || has('passed-on')
  return narrower ? statements.filter(({ kind }) => kind !== 'booked') : statements
}

function ofKind(kind: ClaimKind, text: string, clause: Clause, rules: Rules): Statement['says'] | undefined {
  if (rules.negated.test(text) && rules.words[kind].test(text)) return 'not-done'
  if (clause.regretted || rules.ofOthers.test(text)) return undefined
  const isFact = rules.facts[kind].some((pattern) => isSaid(pattern, text, rules, true))
  if (isFact) return 'done'
  if (clause.followedByIf || /\b(?:then|dann)\b/u.test(text)) return undefined
  return rules.promises[kind]?.some((pattern) => isSaid(pattern, text, rules, false)) ? 'done' : undefined
}

function isSaid(pattern: RegExp, text: string, rules: Rules, isFact: boolean): boolean {
  const found = pattern.exec(text)
  if (found === null) return false
  const before = text.slice(0, found.index)
  const upToEnd = text.slice(0, found.index + found[0].length)
  const behind = text.slice(found.index + found[0].length)
  if (rules.negated.test(upToEnd) || rules.modal.test(before)) return false
  return isFact ? !rules.modal.test(withoutPast(found[0])) && !rules.onlyIf.test(behind) : true
}

/** "You should have received" says that it was sent. */
const withoutPast = (text: string) => text.replace(/\bshould have\b|(?:müssten|sollten|dürften)(?=.* haben$)/u, '')
