import { type ClaimKind, lastWords } from '@frontdesk/claims'
import type { Journalled } from '@frontdesk/records'
import type { Wished } from './wishes.ts'

// What the caller was left with: by what they heard, not by what the agent was about to say.

/** What each tool changes for the caller, in the words in which it may be told. */
const toldAs: Readonly<Record<string, readonly ClaimKind[]>> = {
  bookAppointment: ['booked'],
  rescheduleAppointment: ['rescheduled', 'booked'],
  cancelAppointment: ['cancelled'],
}

/** What has to be told to the caller of this tool's success; undefined where nothing is owed to them. */
export const owedFor = (tool: string): ClaimKind | undefined => toldAs[tool]?.[0]

/**
 * Whether the caller heard that it is done, and nothing behind it that takes it back. What was said before the turn in which it
 * was asked for is of something else.
 */
export function wasTold({ asked, requestedAt }: Wished, entries: readonly Journalled[]): boolean {
  const kinds = toldAs[asked.tool] ?? []
  // Of a caller's words the journal may hear late: what counts is when they were said.
  const turnAt = entries
    .flatMap((entry) => (entry.kind === 'utterance' && entry.who === 'caller' ? [entry.at] : []))
    .filter((at) => at < requestedAt)
    .toSorted()
    .at(-1)
  const said = agentWords(entries).filter(({ at }) => turnAt === undefined || at >= turnAt)
  const words = said.flatMap(({ claims }) => kinds.flatMap((kind) => claims[kind] ?? []))
  return words.at(-1) === 'done'
}

interface Said {
  readonly at: string
  /** What was said last of each effect. */
  readonly claims: Readonly<Record<string, string>>
}

/** Of an utterance that nobody lived to write down, as much as was noted while it was heard. */
function agentWords(entries: readonly Journalled[]): readonly Said[] {
  const said = new Map<string, Said & { readonly isWhole: boolean }>()
  for (const entry of entries) {
    const isSpeaking = entry.kind === 'speaking'
    if (!isSpeaking && !(entry.kind === 'utterance' && entry.who === 'agent')) continue
    const { itemId, at } = entry
    if (isSpeaking && said.get(itemId)?.isWhole === true) continue
    // Where the words are not kept, the gateway notes what they said of effects.
    const claims = (isSpeaking ? undefined : entry.claims) ?? Object.fromEntries(lastWords(entry.text))
    said.set(itemId, { at, claims, isWhole: !isSpeaking })
  }
  return [...said.values()].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

export interface Claimed {
  readonly kind: ClaimKind
  readonly corrected: boolean
}

/** What the agent claimed in the call and was not so; not what came true before its end. */
export function unfoundedClaims(entries: readonly Journalled[]): readonly Claimed[] {
  const claims = new Map<ClaimKind, Claimed>()
  for (const entry of entries) {
    if (entry.kind !== 'claim') continue
    if (entry.is === 'came-true') claims.delete(entry.claim)
    else claims.set(entry.claim, { kind: entry.claim, corrected: entry.is === 'taken-back' })
  }
  return [...claims.values()]
}
