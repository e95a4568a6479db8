import { z } from 'zod'
import { fromMs, toMs } from '../moments.ts'
import type { TextRefusals } from '../text-refusals.ts'
import type { Database } from './database.ts'
import { idOf } from './ids.ts'

const stored = z.object({
  sender: z.string(),
  number: z.string(),
  why: z.enum(['opted-out', 'landline']),
  untilMs: z.int(),
})

/** What is over is removed by the database's own policy on `expireAt`, some day; until then it is not told. */
export function textRefusalsIn(database: Database): TextRefusals {
  const refOf = (sender: string, number: string) => database.collection('textRefusals').doc(idOf(sender, number))
  return {
    async note({ until, ...refusal }) {
      const untilMs = toMs(until)
      const document = { ...refusal, untilMs, expireAt: new Date(untilMs) }
      await database.steadily('noting a refusal', () => refOf(refusal.sender, refusal.number).set(document))
    },
    async find(sender, number, now) {
      const found = await database.steadily('finding a refusal', () => refOf(sender, number).get())
      if (!found.exists) return undefined
      const { untilMs, ...refusal } = stored.parse(found.data())
      return untilMs > toMs(now) ? { ...refusal, until: fromMs(untilMs) } : undefined
    },
  }
}
