import { z } from 'zod'
import { catalogue, type DataOf, type EventName, eventNames } from './catalogue.ts'

/**
 * A CloudEvents 1.0 envelope (structured mode, JSON). `type` is `frontdesk.<name>.v1`; `subject` is the call id and the
 * ordering key; `id` is deterministic, so that an event told twice is recognised as one.
 */
export interface EventOf<N extends EventName> {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: `frontdesk.${N}.v1`
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  /** W3C trace context, where the publisher had one. */
  readonly traceparent?: string
  readonly data: DataOf<N>
}

export type FrontdeskEvent = { [N in EventName]: EventOf<N> }[EventName]

/** Handlers for some events: a missing or misspelt name does not compile. */
export type Handlers<N extends EventName, Context = void> = {
  [K in N]: (event: EventOf<K>, context: Context) => Promise<void>
}

/** Who tells, and when: `at` is the moment the thing happened. */
export interface Told {
  readonly by: string
  readonly at: Temporal.Instant
  readonly traceparent?: string
}

const typeOf = <N extends EventName>(name: N) => `frontdesk.${name}.v1` as const
const nameByType: ReadonlyMap<string, EventName> = new Map(eventNames.map((name) => [typeOf(name), name]))

export function nameOf(event: { readonly type: string }): EventName {
  const name = nameByType.get(event.type)
  if (name === undefined) throw new TypeError(`no event of the catalogue has the type ${event.type}`)
  return name
}

/** True when `event` is of the given name; narrows its data. */
export function isEvent<N extends EventName>(event: FrontdeskEvent, name: N): event is FrontdeskEvent & EventOf<N> {
  return event.type === typeOf(name)
}

/** The id that the event of this name and data always has: the same fact told twice carries the same id. */
export function eventId<N extends EventName>(name: N, data: DataOf<N>): string {
  const key = (catalogue[name].key as (d: DataOf<N>) => string)(data)
  return key === '' ? `${data.callId}/${name}` : `${data.callId}/${name}/${key}`
}

/** @throws z.ZodError when `data` is not what the catalogue says: a publisher's own mistake. */
export function makeEvent<N extends EventName>(name: N, data: DataOf<N>, told: Told): EventOf<N> {
  const parsed = catalogue[name].schema.parse(data) as DataOf<N>
  return {
    specversion: '1.0',
    id: eventId(name, parsed),
    source: `/frontdesk/${told.by}`,
    type: typeOf(name),
    subject: parsed.callId,
    time: told.at.toString({ fractionalSecondDigits: 3 }),
    datacontenttype: 'application/json',
    ...(told.traceparent === undefined ? {} : { traceparent: told.traceparent }),
    data: parsed,
  }
}

/** What a bus may filter on. Values are short and hold nothing that a caller said. */
export function attributesOf(event: FrontdeskEvent): Record<string, string> {
  const gateway = 'gateway' in event.data ? { gateway: event.data.gateway } : {}
  return { type: event.type, callId: event.subject, lineId: event.data.lineId, ...gateway }
}

export type Fault =
  | { readonly kind: 'not-json'; readonly message: string }
  | { readonly kind: 'not-a-cloudevent'; readonly message: string }
  | { readonly kind: 'unknown-type'; readonly message: string; readonly type: string }
  | { readonly kind: 'bad-data'; readonly message: string; readonly type: string }

export type Decoded =
  | { readonly ok: true; readonly event: FrontdeskEvent }
  | { readonly ok: false; readonly fault: Fault }

const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().min(1),
  time: z.iso.datetime({ offset: true }),
  datacontenttype: z.literal('application/json').default('application/json'),
  traceparent: z.string().optional(),
  data: z.unknown(),
})

const refuse = (fault: Fault): Decoded => ({ ok: false, fault })

/** Parses what came over a wire or out of a file. Never throws: a fault says what was wrong and where, without the content. */
export function decode(wire: string): Decoded {
  let json: unknown
  try {
    json = JSON.parse(wire)
  } catch {
    return refuse({ kind: 'not-json', message: `${wire.length} characters that are not JSON` })
  }
  const shell = envelope.safeParse(json)
  if (!shell.success) return refuse({ kind: 'not-a-cloudevent', message: z.prettifyError(shell.error) })
  const { type, data, ...rest } = shell.data
  const name = nameByType.get(type)
  if (name === undefined) return refuse({ kind: 'unknown-type', type, message: `the catalogue has no type ${type}` })
  const parsed = catalogue[name].schema.safeParse(data)
  if (!parsed.success) return refuse({ kind: 'bad-data', type, message: z.prettifyError(parsed.error) })
  if (parsed.data.callId !== rest.subject) {
    return refuse({ kind: 'bad-data', type, message: 'subject must be the callId of the data' })
  }
  const { traceparent, ...required } = rest
  const event = {
    ...required,
    ...(traceparent === undefined ? {} : { traceparent }),
    type: typeOf(name),
    data: parsed.data,
  }
  return { ok: true, event: event as FrontdeskEvent }
}

export const encode = (event: FrontdeskEvent): string => JSON.stringify(event)
