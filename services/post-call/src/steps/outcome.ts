import { outcomes } from '@frontdesk/events'
import type { CallEnd, CallRecord } from '@frontdesk/records'
import { z } from 'zod'
import type { ToolUse } from './tools.ts'

export type Outcome = CallRecord['outcome']

/** What certainly happened in a call, whatever the agent says of it. */
export interface Facts {
  readonly tools: readonly ToolUse[]
  readonly callbackPromised: boolean
  readonly endReason: CallEnd['reason']
}

const logged = z.object({ outcome: z.enum(outcomes), notes: z.string() })

/**
 * One word for how the call ended for the business. The agent's own word counts where nothing speaks against it; a word that
 * claims an effect counts only when the effect happened (I3).
 */
export function outcomeOf(facts: Facts): { readonly outcome: Outcome; readonly notes: string | null } {
  const said = facts.tools.findLast((use) => use.tool === 'logCallOutcome' && use.status === 'succeeded')
  const word = logged.safeParse(said?.arguments)
  if (!word.success) return { outcome: derived(facts), notes: null }
  const { outcome, notes } = word.data
  return { outcome: isTrue(outcome, facts) ? outcome : derived(facts), notes: notes === '' ? null : notes }
}

const succeeded = ({ tools }: Facts, tool: string): boolean =>
  tools.some((use) => use.tool === tool && use.status === 'succeeded')

/** What must have happened for each word that claims something. */
const proofs: Partial<Record<Outcome, (facts: Facts) => boolean>> = {
  booked: (facts) => succeeded(facts, 'bookAppointment'),
  rescheduled: (facts) => succeeded(facts, 'rescheduleAppointment'),
  cancelled: (facts) => succeeded(facts, 'cancelAppointment'),
  transferred: (facts) => facts.endReason === 'handed-over',
  callback: (facts) => facts.callbackPromised,
  lead: (facts) => succeeded(facts, 'logLead'),
}

function isTrue(word: Outcome, facts: Facts): boolean {
  const proof = proofs[word]
  if (proof !== undefined) return proof(facts)
  // "Answered", "abandoned" and "failed" claim that there was nothing else.
  return !Object.values(proofs).some((holds) => holds(facts))
}

function derived(facts: Facts): Outcome {
  const happened = (['booked', 'rescheduled', 'cancelled', 'transferred', 'callback', 'lead'] as const).find((word) =>
    proofs[word]?.(facts),
  )
  return happened ?? withoutEffect[facts.endReason]
}

const withoutEffect = {
  'caller-hung-up': 'abandoned',
  'agent-ended': 'answered',
  'handed-over': 'transferred',
  refused: 'failed',
  'model-failed': 'failed',
  'gateway-lost': 'failed',
  'carrier-failed': 'failed',
} as const satisfies Record<CallEnd['reason'], Outcome>
