import { z } from 'zod'
import { toConference } from './conference.ts'
import {
  addressSchema,
  booleanSchema,
  checkAttributes,
  checkEmpty,
  countSchema,
  elementsOf,
  methodSchema,
  onlyChild,
  TwimlFault,
  target,
  textOf,
  wordsSchema,
} from './elements.ts'
import { toRecord, toStartRecording, toStopRecording } from './record.ts'
import type { Dial, Gather, NumberNoun, Pause, Play, Say, StreamNoun, Verb } from './verbs.ts'
import { parseXml, type XmlElement } from './xml.ts'

const MOST_BYTES = 64 * 1024
const MOST_SAY_CHARACTERS = 4_096

/** Stricter than Twilio, which plays what it understands: an unknown element or attribute is a fault. @throws TwimlFault */
export function parseTwiml(text: string): Verb[] {
  if (Buffer.byteLength(text) > MOST_BYTES) throw new TwimlFault(11750, `more than ${MOST_BYTES} bytes`)
  const [response, ...more] = readXml(text)
  if (response?.name !== 'Response' || more.length > 0) throw new TwimlFault(12100, 'there must be one <Response>')
  checkAttributes(response, z.strictObject({}))
  return elementsOf(response).map(toVerb)
}

function readXml(text: string): XmlElement[] {
  try {
    return parseXml(text)
  } catch (error) {
    throw new TwimlFault(12100, error instanceof Error ? error.message : String(error))
  }
}

const SECOND_MS = 1_000
const DIAL_TIMEOUT_S = 30
const DIAL_LIMIT_S = 4 * 60 * 60
const GATHER_TIMEOUT_S = 5

function toVerb(element: XmlElement): Verb {
  switch (element.name) {
    case 'Say':
      return toSay(element)
    case 'Play':
      return toPlay(element)
    case 'Pause':
      return toPause(element)
    case 'Start':
      return toStartRecording(element)
    case 'Stop':
      return toStopRecording(element)
    case 'Record':
      return toRecord(element)
    case 'Connect':
      return toConnect(element)
    case 'Redirect': {
      const { method } = checkAttributes(element, z.strictObject({ method: methodSchema }))
      return { verb: 'Redirect', target: { url: textOf(element), method } }
    }
    case 'Hangup':
      checkEmpty(element)
      return { verb: 'Hangup' }
    case 'Reject': {
      const schema = z.strictObject({ reason: z.enum(['busy', 'rejected']).default('rejected') })
      return { verb: 'Reject', ...checkAttributes(element, schema) }
    }
    case 'Dial':
      return toDial(element)
    case 'Gather':
      return toGather(element)
    default:
      throw new TwimlFault(12200, `<${element.name}> is not a verb that this carrier plays`)
  }
}

function toSay(element: XmlElement): Say {
  const loop = countSchema.default(1)
  const schema = z.strictObject({ voice: z.string().optional(), language: z.string().default('en-US'), loop })
  const attributes = checkAttributes(element, schema)
  const text = textOf(element)
  if (text.length > MOST_SAY_CHARACTERS) {
    throw new TwimlFault(12200, `<Say> has ${text.length} characters; ${MOST_SAY_CHARACTERS} are allowed`)
  }
  return { verb: 'Say', text, language: attributes.language, loop: attributes.loop }
}

function toPlay(element: XmlElement): Play {
  const schema = z.strictObject({ digits: z.string().optional(), loop: countSchema.default(1) })
  const { digits, loop } = checkAttributes(element, schema)
  return { verb: 'Play', url: textOf(element), digits, loop }
}

function toPause(element: XmlElement): Pause {
  const { length } = checkAttributes(element, z.strictObject({ length: countSchema.default(1) }))
  return { verb: 'Pause', lengthMs: length * SECOND_MS }
}

function toConnect(element: XmlElement): Verb {
  const schema = z.strictObject({ action: addressSchema.optional(), method: methodSchema })
  const { action, method } = checkAttributes(element, schema)
  const stream = toStream(onlyChild(element, 'Stream'))
  return { verb: 'ConnectStream', action: target(action, method), stream }
}

function toStream(element: XmlElement): StreamNoun {
  const attributes = checkAttributes(
    element,
    z.strictObject({
      url: addressSchema,
      name: z.string().optional(),
      track: z.literal('inbound_track', 'must be inbound_track within <Connect> (31941)').optional(),
      statusCallback: addressSchema.optional(),
      statusCallbackMethod: methodSchema,
    }),
  )
  const parameters = elementsOf(element).map((child) => {
    if (child.name !== 'Parameter') throw new TwimlFault(12200, `<${child.name}> within <Stream>`)
    const parameter = checkAttributes(child, z.strictObject({ name: z.string().min(1), value: z.string() }))
    const characters = parameter.name.length + parameter.value.length
    if (characters >= 500)
      throw new TwimlFault(12200, `<Parameter> has ${characters} characters; fewer than 500 are allowed`)
    return [parameter.name, parameter.value] as const
  })
  return {
    url: attributes.url,
    name: attributes.name,
    parameters: Object.fromEntries(parameters),
    statusCallback: target(attributes.statusCallback, attributes.statusCallbackMethod),
  }
}

function toDial(element: XmlElement): Dial {
  const attributes = checkAttributes(
    element,
    z.strictObject({
      action: addressSchema.optional(),
      method: methodSchema,
      timeout: countSchema.default(DIAL_TIMEOUT_S),
      timeLimit: countSchema.default(DIAL_LIMIT_S),
      callerId: z.string().optional(),
      answerOnBridge: booleanSchema.optional(),
      sequential: booleanSchema.default(false),
    }),
  )
  const [noun] = elementsOf(element, { mayHaveText: true })
  const conference = noun?.name === 'Conference' ? toConference(onlyChild(element, 'Conference')) : undefined
  return {
    verb: 'Dial',
    action: target(attributes.action, attributes.method),
    timeoutMs: attributes.timeout * SECOND_MS,
    timeLimitMs: attributes.timeLimit * SECOND_MS,
    callerId: attributes.callerId,
    sequential: attributes.sequential,
    numbers: conference === undefined ? numbersIn(element) : [],
    conference,
  }
}

function numbersIn(element: XmlElement): NumberNoun[] {
  const nouns = elementsOf(element, { mayHaveText: true })
  return nouns.length > 0 ? nouns.map(toNumber) : [bareNumber(textOf(element))]
}

function bareNumber(number: string): NumberNoun {
  return { number, whisper: undefined, statusCallback: undefined, statusCallbackEvents: [] }
}

function toNumber(element: XmlElement): NumberNoun {
  if (element.name !== 'Number')
    throw new TwimlFault(12200, `<${element.name}> within <Dial> is not played by this carrier`)
  const attributes = checkAttributes(
    element,
    z.strictObject({
      url: addressSchema.optional(),
      method: methodSchema,
      statusCallback: addressSchema.optional(),
      statusCallbackMethod: methodSchema,
      statusCallbackEvent: wordsSchema.default(['completed']),
    }),
  )
  return {
    number: textOf(element),
    whisper: target(attributes.url, attributes.method),
    statusCallback: target(attributes.statusCallback, attributes.statusCallbackMethod),
    statusCallbackEvents: attributes.statusCallbackEvent,
  }
}

function toGather(element: XmlElement): Gather {
  const attributes = checkAttributes(
    element,
    z.strictObject({
      input: wordsSchema.pipe(z.array(z.enum(['dtmf', 'speech'])).min(1)).default(['dtmf']),
      language: z.string().default('en-US'),
      hints: z.string().max(10_000).optional(),
      speechTimeout: countSchema.optional(),
      action: addressSchema.optional(),
      method: methodSchema,
      timeout: countSchema.default(GATHER_TIMEOUT_S),
      numDigits: countSchema.default(Number.POSITIVE_INFINITY),
      finishOnKey: z.string().max(1).default('#'),
      actionOnEmptyResult: booleanSchema.default(false),
    }),
  )
  return {
    verb: 'Gather',
    action: target(attributes.action, attributes.method),
    timeoutMs: attributes.timeout * SECOND_MS,
    numDigits: attributes.numDigits,
    finishOnKey: attributes.finishOnKey,
    actionOnEmptyResult: attributes.actionOnEmptyResult,
    keys: attributes.input.includes('dtmf'),
    speech: attributes.input.includes('speech')
      ? { language: attributes.language, endsAfterMs: (attributes.speechTimeout ?? attributes.timeout) * SECOND_MS }
      : undefined,
    prompts: elementsOf(element).map(toPrompt),
  }
}

function toPrompt(element: XmlElement): Say | Play | Pause {
  if (element.name === 'Say') return toSay(element)
  if (element.name === 'Play') return toPlay(element)
  if (element.name === 'Pause') return toPause(element)
  throw new TwimlFault(12200, `<${element.name}> within <Gather>`)
}
