import type { CallRecord, JournalEntry } from '@frontdesk/records'

/** What the agent claimed and was not so at the time, each kind once, by its first claim; nothing where its word was kept. */
export function saidAndDone(journal: readonly JournalEntry[]): Pick<CallRecord, 'sayDo'> {
  const claims = new Map<string, NonNullable<CallRecord['sayDo']>[number]>()
  for (const entry of journal) {
    if (entry.kind !== 'claim') continue
    const { claim, is } = entry
    const at = claims.get(claim)?.at ?? entry.at
    claims.set(claim, { claim, at, corrected: is === 'unfounded' ? 'no' : is })
  }
  return claims.size === 0 ? {} : { sayDo: [...claims.values()] }
}
