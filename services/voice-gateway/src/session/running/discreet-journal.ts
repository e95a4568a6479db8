import { lastWords } from '@frontdesk/claims'
import { type Journal, type JournalEntry, withoutWords } from '@frontdesk/records'

/**
 * The journal of a call whose words may not be kept: who spoke and what was done goes in, what was said does not. A caller who
 * withdraws consent makes it so from that entry on. The words stay in the memory of the gateway that holds the call, and die
 * with it: what is never written needs no deleting, from files, from copies of them, or by whoever comes after.
 */
export function discreet(journal: Pick<Journal, 'append'>, keepsWords: boolean): Pick<Journal, 'append'> {
  let keeps = keepsWords
  return {
    append(callId, entries) {
      const kept = entries.map((entry) => {
        if (entry.kind === 'consent-withdrawn') keeps = false
        return keeps ? entry : discreetly(entry)
      })
      return journal.append(callId, kept)
    },
  }
}

/** That the agent said "booked" is no word of the caller's, and what is held against what was done (I3). */
function discreetly(entry: JournalEntry): JournalEntry {
  const bare = withoutWords(entry)
  if (bare.kind !== 'utterance' || bare.who !== 'agent' || entry.kind !== 'utterance') return bare
  const claims = Object.fromEntries(lastWords(entry.text))
  return Object.keys(claims).length === 0 ? bare : { ...bare, claims }
}
