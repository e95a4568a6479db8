import { z } from 'zod'
import type { Ask } from '../../server/vendor.ts'
import { refuse } from './errors.ts'

/** Repeated fields of a form are lists. */
export type Form = Readonly<Record<string, string | readonly string[]>>

export function parseForm(text: string): Form {
  const params = new URLSearchParams(text)
  return Object.fromEntries(
    [...new Set(params.keys())].map((name) => {
      const [first = '', ...more] = params.getAll(name)
      return [name, more.length === 0 ? first : [first, ...more]]
    }),
  )
}

/** Fields that nobody reads are ignored, as the API does. @throws Refused with 400 */
export function readForm<T>({ body }: Ask, schema: z.ZodType<T>): T {
  const checked = schema.safeParse(body ?? {})
  if (checked.success) return checked.data
  return refuse(400, 20001, `Invalid parameter: ${z.prettifyError(checked.error)}`)
}

export const methodField = z.enum(['GET', 'POST']).default('POST')
export const listField = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? value.split(' ') : value))
