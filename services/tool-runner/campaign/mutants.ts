import { Fenced, type Ledger } from '@frontdesk/records'

// The ledger with one of its mechanisms taken away, to see that the campaign notices. Nothing outside this folder knows of it.

export const mutants = ['claim', 'lookup', 'lease'] as const
export type Mutant = (typeof mutants)[number]

export const isMutant = (name: string): name is Mutant => mutants.some((one) => one === name)

export function mutated(ledger: Ledger, mutant: Mutant | undefined): Ledger {
  if (mutant === undefined) return ledger
  const instead = without[mutant](ledger)
  return new Proxy(ledger, {
    get(target, key) {
      const member: unknown = Reflect.get(key in instead ? instead : target, key)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

const without: { readonly [M in Mutant]: (ledger: Ledger) => Partial<Ledger> } = {
  /** Whoever asks may do it: as though nobody had before. */
  claim: (ledger) => ({
    async begin(wish, holder) {
      const { key, wish: about = key, callId, lineId, tool } = wish
      const blank = {
        key,
        wish: about,
        callId,
        lineId,
        tool,
        state: 'started',
        steps: [],
        startedAt: holder.now,
      } as const
      const begun = await ledger.begin(wish, holder)
      return { state: 'held', fence: begun.state === 'held' ? begun.fence : -1, intent: blank }
    },
    ...unfenced(ledger),
  }),
  /** What an earlier holder tried, and did not note, is forgotten: it is never looked up. */
  lookup: (ledger) => ({
    async begin(wish, holder) {
      const begun = await ledger.begin(wish, holder)
      if (begun.state !== 'held') return begun
      const steps = begun.intent.steps.filter(({ effect }) => effect !== undefined)
      return { ...begun, intent: { ...begun.intent, steps } }
    },
  }),
  /** Nobody waits for another's lease, and a late word counts. */
  lease: (ledger) => ({
    async begin(wish, holder) {
      const begun = await ledger.begin(wish, holder)
      return begun.state === 'in-flight' ? ledger.begin(wish, { ...holder, now: begun.leaseEndsAt }) : begun
    },
    ...unfenced(ledger),
  }),
}

function unfenced(ledger: Ledger): Partial<Ledger> {
  const anyway = (written: Promise<void>) =>
    written.catch((error: unknown) => {
      if (!(error instanceof Fenced)) throw error
    })
  return {
    attempt: (...args) => anyway(ledger.attempt(...args)),
    retract: (...args) => anyway(ledger.retract(...args)),
    note: (...args) => anyway(ledger.note(...args)),
    settle: (...args) => anyway(ledger.settle(...args)),
  }
}
