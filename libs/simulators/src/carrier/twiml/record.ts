import { z } from 'zod'
import {
  addressSchema,
  booleanSchema,
  checkAttributes,
  countSchema,
  elementsOf,
  methodSchema,
  onlyChild,
  TwimlFault,
  target,
  wordsSchema,
} from './elements.ts'
import type { RecordMessage, StartRecording, StopRecording } from './verbs.ts'
import type { XmlElement } from './xml.ts'

/** What TwiML says about recording. https://www.twilio.com/docs/voice/twiml/record and …/recording */
const callback = {
  recordingStatusCallback: addressSchema.optional(),
  recordingStatusCallbackMethod: methodSchema,
  recordingStatusCallbackEvent: wordsSchema.default(['completed']),
}

const SECOND_MS = 1_000
const RECORD_TIMEOUT_S = 5
const RECORD_LONGEST_S = 3_600

export function toStartRecording(start: XmlElement): StartRecording {
  checkAttributes(start, z.strictObject({}))
  const attributes = checkAttributes(
    onlyChild(start, 'Recording'),
    z.strictObject({
      name: z.string().min(1).optional(),
      channels: z.enum(['mono', 'dual']).default('dual'),
      // Accepted and without effect, as at Twilio: both tracks are recorded.
      track: z.enum(['inbound', 'outbound', 'both']).default('both'),
      trim: z.enum(['trim-silence', 'do-not-trim']).default('do-not-trim'),
      ...callback,
    }),
  )
  return {
    verb: 'StartRecording',
    name: attributes.name,
    channels: attributes.channels,
    trim: attributes.trim,
    callback: target(attributes.recordingStatusCallback, attributes.recordingStatusCallbackMethod),
    callbackEvents: attributes.recordingStatusCallbackEvent,
  }
}

/** Stops a recording by the name that it was started with. */
export function toStopRecording(stop: XmlElement): StopRecording {
  checkAttributes(stop, z.strictObject({}))
  const { name } = checkAttributes(onlyChild(stop, 'Recording'), z.strictObject({ name: z.string().min(1) }))
  return { verb: 'StopRecording', name }
}

export function toRecord(element: XmlElement): RecordMessage {
  const attributes = checkAttributes(
    element,
    z.strictObject({
      action: addressSchema.optional(),
      method: methodSchema,
      timeout: countSchema.default(RECORD_TIMEOUT_S),
      finishOnKey: z.string().default('1234567890*#'),
      maxLength: countSchema.default(RECORD_LONGEST_S),
      playBeep: booleanSchema.default(true),
      trim: z.enum(['trim-silence', 'do-not-trim']).default('trim-silence'),
      ...callback,
    }),
  )
  if (elementsOf(element).length > 0) throw new TwimlFault(12200, '<Record> must be empty')
  return {
    verb: 'Record',
    action: target(attributes.action, attributes.method),
    timeoutMs: attributes.timeout * SECOND_MS,
    longestMs: attributes.maxLength * SECOND_MS,
    finishOnKey: attributes.finishOnKey,
    playBeep: attributes.playBeep,
    trim: attributes.trim,
    callback: target(attributes.recordingStatusCallback, attributes.recordingStatusCallbackMethod),
    callbackEvents: attributes.recordingStatusCallbackEvent,
  }
}
