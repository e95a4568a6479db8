import type { Consumption } from '../cost/cost.ts'
import type { Desk } from '../desk.ts'
import type { ToolUse } from './tools.ts'

/** The messages that a call sent, as they are billed. One that the carrier does not tell of has no known price. */
export function sentMessages(desk: Desk, callId: string, tools: readonly ToolUse[]): Promise<Consumption['messages']> {
  const effects = tools.flatMap((use) => use.effects)
  const sids = new Set(effects.flatMap(({ vendor, reference }) => (vendor === 'sms' ? [reference] : [])))
  return Promise.all(
    [...sids].map((sid) =>
      desk.carrier.message(sid).catch((error: unknown) => {
        desk.log.warn('a message could not be priced', { callId, error })
        return null
      }),
    ),
  )
}
