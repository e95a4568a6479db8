import { z } from 'zod'
import type { Conference } from '../conference/noun.ts'
import {
  addressSchema,
  booleanSchema,
  checkAttributes,
  countSchema,
  methodSchema,
  TwimlFault,
  target,
  textOf,
  wordsSchema,
} from './elements.ts'
import type { XmlElement } from './xml.ts'

const MOST_PARTICIPANTS = 250

const schema = z.strictObject({
  beep: z.enum(['true', 'false', 'onEnter', 'onExit']).default('true'),
  muted: booleanSchema.default(false),
  startConferenceOnEnter: booleanSchema.default(true),
  endConferenceOnExit: booleanSchema.default(false),
  // The empty address stands for silence.
  waitUrl: z.string().optional(),
  waitMethod: methodSchema,
  maxParticipants: countSchema.default(MOST_PARTICIPANTS),
  participantLabel: z.string().min(1).max(128).optional(),
  record: z.literal('do-not-record', 'is not played by this carrier: record the call instead').optional(),
  statusCallback: addressSchema.optional(),
  statusCallbackMethod: methodSchema,
  statusCallbackEvent: wordsSchema.default([]),
})

/** @throws TwimlFault */
export function toConference(element: XmlElement): Conference {
  const attributes = checkAttributes(element, schema)
  const name = textOf(element)
  if (name === '') throw new TwimlFault(12200, '<Conference> has no name')
  const { waitUrl } = attributes
  return {
    name,
    beep: attributes.beep,
    muted: attributes.muted,
    startsOnEnter: attributes.startConferenceOnEnter,
    endsOnExit: attributes.endConferenceOnExit,
    wait:
      waitUrl === undefined ? 'music' : waitUrl === '' ? 'silence' : { url: waitUrl, method: attributes.waitMethod },
    maxParticipants: attributes.maxParticipants,
    label: attributes.participantLabel,
    statusCallback: target(attributes.statusCallback, attributes.statusCallbackMethod),
    statusCallbackEvents: attributes.statusCallbackEvent,
  }
}
