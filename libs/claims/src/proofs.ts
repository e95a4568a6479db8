import { z } from 'zod'
import type { ClaimKind } from './rules.ts'

const effect = z.object({ vendor: z.string(), action: z.string() })
const outcome = z.object({ status: z.string(), result: z.record(z.string(), z.unknown()).optional() })

/** What each tool's success makes true, whatever it says besides. */
const byTool: Readonly<Record<string, readonly ClaimKind[]>> = {
  bookAppointment: ['booked'],
  rescheduleAppointment: ['rescheduled', 'booked'],
  cancelAppointment: ['cancelled'],
  logLead: ['passed-on'],
  transferToHuman: ['passed-on'],
}

/** An agent that has just read what the caller has may say so: "you are booked for Tuesday". */
const reads: Readonly<Record<string, ClaimKind>> = { findMyAppointments: 'booked' }

/** What may be said to be done after this answer of a tool. `answer` is its outcome as the model is told it. */
export function provenBy(tool: string, answer: unknown, effects: readonly unknown[]): readonly ClaimKind[] {
  const told = outcome.safeParse(answer)
  if (!told.success || told.data.status !== 'succeeded') return []
  const { result = {} } = told.data
  const proven = new Set<ClaimKind>(byTool[tool] ?? [])
  const read = reads[tool]
  if (read !== undefined && Object.values(result).some((value) => Array.isArray(value) && value.length > 0))
    proven.add(read)
  for (const one of effects) {
    const { vendor, action } = effect.safeParse(one).data ?? {}
    if (vendor === 'sms' && action === 'sent') proven.add('message-sent')
    if (vendor === 'callbacks') proven.add('callback')
  }
  if (result.confirmation === 'sms-sent') proven.add('message-sent')
  if (result.next === 'callback') proven.add('callback')
  return [...proven]
}

/** Whether the tool, while it runs, may yet prove the claim. */
export function mayProve(tool: string, kind: ClaimKind): boolean {
  if (kind === 'message-sent')
    return tool !== 'findAvailability' && tool !== 'answerFromLine' && tool !== 'endCall' && tool !== 'logCallOutcome'
  if (kind === 'callback') return tool === 'transferToHuman' || /callback/i.test(tool)
  return (byTool[tool] ?? []).includes(kind) || reads[tool] === kind
}
