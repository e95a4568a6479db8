import type { Line } from '@frontdesk/line'
import type { Plan } from '../session/hand-off.ts'

export interface Callable {
  readonly number: string
  readonly timeoutSeconds: number
}

/** In an emergency nobody is rung for longer before the next. */
const emergencyRingsSeconds = 20

/** Who is rung, in order: the line's people; in an emergency, first the number that its rule names. */
export function callablesOf(line: Line, { emergency }: Pick<Plan, 'emergency'>): readonly Callable[] {
  const rule = emergency === null ? undefined : line.emergency[emergency]
  const first = rule === undefined ? [] : [{ number: rule.number, timeoutSeconds: emergencyRingsSeconds }]
  return [...first, ...line.people.transfer.filter(({ number }) => number !== rule?.number)]
}
