import type { ClaimKind } from '@frontdesk/claims'
import { mayProve, provenBy } from '@frontdesk/claims/proofs'
import type { JournalEntry } from '@frontdesk/records'
import type { Tools } from './call-state.ts'

/**
 * Whether the agent's word is kept (I3). What it says was done is held against what its tools answered. A claim that nothing
 * shows, while a tool runs that may yet show it, is *held*. Otherwise it is unfounded, and has to be taken back: the model is
 * *told* so and answers; should that answer not take it back, a sentence of ours must be said (*insist*), is being said
 * (*insisting*), and what takes it back is *said* until the caller has heard it. The claim is settled then, or when it comes true.
 */
export interface SayDo {
  /** What was shown to be done in this call. */
  readonly proven: readonly ClaimKind[]
  readonly open: readonly OpenClaim[]
  /** What had to be taken back before: the model is not trusted with it a second time. */
  readonly takenBack: readonly ClaimKind[]
  /** Items whose words were looked at, newest last. */
  readonly read: readonly string[]
}

export interface OpenClaim {
  readonly kind: ClaimKind
  /** The utterance that claimed it, and then the one that takes it back. */
  readonly itemId: string
  readonly is: 'held' | 'told' | 'insist' | 'insisting' | 'said'
  /** It was found to be unfounded, and the journal says so. */
  readonly wrong: boolean
  /** Answers that were under way when the model was told: they know nothing of it. */
  readonly unaware: number
  /** How often our sentence was asked for. */
  readonly tries: number
}

export const nothingSaid: SayDo = { proven: [], open: [], takenBack: [], read: [] }

/** Our sentence is asked for so often; what is not heard by then is left to the staff. */
export const mostTries = 3

/** I6 */
const maxRead = 64

/** Also of the rest of an item that was played on. */
export const hasRead = ({ read }: SayDo, itemId: string): boolean => read.includes(itemId.replace(/\.rest$/, ''))

export const reading = (sayDo: SayDo, itemIds: readonly string[]): SayDo =>
  itemIds.length === 0 ? sayDo : { ...sayDo, read: [...sayDo.read, ...itemIds].slice(-maxRead) }

/** Whether a tool runs, within its time, whose answer may show it. */
export const mayYetBeShown = (tools: Tools, kind: ClaimKind): boolean =>
  tools.open.some(({ is, tool }) => is === 'asked' && mayProve(tool, kind))

/** What a journal leaves: what was shown, and what was claimed without being taken back, which our sentence does. */
export function sayDoBefore(journal: readonly JournalEntry[]): SayDo {
  const proven = new Set<ClaimKind>()
  const open = new Map<ClaimKind, OpenClaim>()
  const takenBack = new Set<ClaimKind>()
  for (const entry of journal) {
    if (entry.kind === 'tool-answered')
      for (const kind of provenBy(entry.tool, parsed(entry.output), entry.effects)) proven.add(kind)
    if (entry.kind !== 'claim') continue
    const { claim, itemId, is } = entry
    if (is === 'unfounded') open.set(claim, { kind: claim, itemId, is: 'insist', wrong: true, unaware: 0, tries: 0 })
    else open.delete(claim)
    if (is === 'taken-back') takenBack.add(claim)
  }
  return { ...nothingSaid, proven: [...proven], open: [...open.values()], takenBack: [...takenBack] }
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output)
  } catch {
    return undefined
  }
}
