import { z } from 'zod'
import type { Target } from './verbs.ts'
import type { XmlElement } from './xml.ts'

/** 11200: an error as answer; 11750: too long; 12100: not XML; 12200: not TwiML, or more than is played here; 12300: its type. */
export type DocumentFault = 11200 | 11750 | 12100 | 12200 | 12300

/** Why a document is not carried out. */
export class TwimlFault extends Error {
  readonly code: DocumentFault

  constructor(code: DocumentFault, message: string) {
    super(message)
    this.name = 'TwimlFault'
    this.code = code
  }
}

export const methodSchema = z.enum(['GET', 'POST']).default('POST')
export const countSchema = z.string().regex(/^\d+$/, 'must be a number').transform(Number)
export const booleanSchema = z.enum(['true', 'false']).transform((text) => text === 'true')
export const wordsSchema = z.string().transform((text) => text.split(' ').filter((word) => word !== ''))
export const addressSchema = z.string().min(1)

export function target(url: string | undefined, method: Target['method']): Target | undefined {
  return url === undefined ? undefined : { url, method }
}

export function checkAttributes<T>(element: XmlElement, schema: z.ZodType<T>): T {
  const checked = schema.safeParse(element.attributes)
  if (checked.success) return checked.data
  throw new TwimlFault(12200, `<${element.name}>: ${z.prettifyError(checked.error)}`)
}

export function elementsOf(element: XmlElement, { mayHaveText = false } = {}): XmlElement[] {
  const text = element.children.find((child) => typeof child === 'string' && child.trim() !== '')
  if (text !== undefined && !mayHaveText) throw new TwimlFault(12200, `<${element.name}> holds text`)
  return element.children.filter((child) => typeof child !== 'string')
}

export function onlyChild(element: XmlElement, name: string): XmlElement {
  const [child, ...more] = elementsOf(element)
  if (child?.name === name && more.length === 0) return child
  const there = [child, ...more].map((one) => `<${one?.name ?? 'nothing'}>`).join(' ')
  throw new TwimlFault(12200, `<${element.name}> holds ${there}; this carrier plays exactly one <${name}> there`)
}

export function checkEmpty(element: XmlElement): void {
  checkAttributes(element, z.strictObject({}))
  if (elementsOf(element).length > 0) throw new TwimlFault(12200, `<${element.name}> must be empty`)
}

export function textOf(element: XmlElement): string {
  const nested = element.children.find((child) => typeof child !== 'string')
  if (nested !== undefined)
    throw new TwimlFault(12200, `<${element.name}> holds <${nested.name}>; only text is played there`)
  return element.children.join('').trim()
}
