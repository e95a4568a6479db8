import { z } from 'zod'
import type { Happening } from './happening.ts'
import type { State } from './state.ts'

/** Of an appointment that they do not have yet. */
const wanted = z.object({ date: z.iso.date(), appointmentId: z.undefined().optional() })

/**
 * What a tool that was asked tells of the caller's wish. The words themselves may be missing: they are written down a moment
 * after what they led to, and a call may be lost in between.
 */
export function inferred(state: State, asked: Extract<Happening, { kind: 'tool-asked' }>): State {
  if (asked.tool !== 'findAvailability' || asked.argumentsJson === undefined || state.wish !== 'none') return state
  const { success, data } = wanted.safeParse(parsed(asked.argumentsJson))
  return success ? { ...state, wish: 'appointment', day: Temporal.PlainDate.from(data.date) } : state
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
