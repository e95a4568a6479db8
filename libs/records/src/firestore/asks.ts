import { randomUUID } from 'node:crypto'
import { z } from 'zod'

/**
 * A commit whose answer was lost may have been kept. So whoever asks for something that is granted once writes down who asked,
 * with what was granted: when the same asker finds their own name there, the lost answer was yes.
 */
export const asksSchema = z.array(z.string())

/** As many as may come between a lost answer and the next look. */
const remembered = 8

export const newAsk = (): string => randomUUID()
export const withAsk = (asks: readonly string[], ask: string): string[] => [...asks, ask].slice(-remembered)
