import { textIn } from '@frontdesk/line'
import { succeeded } from '../answers.ts'
import type { Tool } from '../tool.ts'
import { tellBySms } from './confirmation.ts'

/** The way as the line describes it. By SMS it goes to the number that the caller rings from, and to no other. */
export const getDirections: Tool<'getDirections'> = async ({ bySms }, context) => {
  const { line, language, intent } = context
  const { name: business, address, directions: way } = line.business
  const directions = way === undefined ? null : textIn(way, language, line)
  const values = { business, address, number: line.number, directions: directions ?? '', reference: intent.reference }
  const confirmation = bySms ? await tellBySms(context, 'directions', values, context.caller) : 'no-sms'
  return succeeded<'getDirections'>({ address, directions, confirmation })
}
