import { describe } from 'node:test'
import { callRecordsContract } from './contract/call-records.ts'
import { callbacksContract } from './contract/callbacks.ts'
import { callsContract } from './contract/calls.ts'
import { journalContract } from './contract/journal.ts'
import { ledgerContract } from './contract/ledger.ts'
import { slotClaimsContract } from './contract/slot-claims.ts'
import { textRefusalsContract } from './contract/text-refusals.ts'
import type { Records } from './records.ts'

export { recordingsContract } from './contract/recordings.ts'

/** What every adapter of `Records` must pass. `open` answers records that hold nothing yet; disposing them clears up. */
export function recordsContract(name: string, open: () => Promise<Records>): void {
  describe(name, () => {
    callsContract(open)
    callRecordsContract(open)
    journalContract(open)
    ledgerContract(open)
    callbacksContract(open)
    slotClaimsContract(open)
    textRefusalsContract(open)
  })
}
