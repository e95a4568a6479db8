import { z } from 'zod'
import type { Answer, Ask, Route } from '../../server/vendor.ts'
import { type Book, type CallRow, durationSeconds, isOver } from '../rows.ts'
import type { Next } from '../stage.ts'
import type { Switchboard } from '../switchboard.ts'
import type { Target } from '../twiml/verbs.ts'
import { rfc2822 } from '../when.ts'
import { notFound, refuse } from './errors.ts'
import { listField, methodField, readForm } from './form.ts'
import { commonFields, isWithin, page } from './resource.ts'

export type CallsCall = 'calls.create' | 'calls.list' | 'calls.fetch' | 'calls.update'

const ROOT = '/2010-04-01/Accounts/:account'
const MOST_TWIML_CHARACTERS = 4_000
const RINGING_TIMEOUT_S = 60

export function callRoutes(board: Switchboard, book: Book): Route<CallsCall>[] {
  return [
    { call: 'calls.list', method: 'GET', path: `${ROOT}/Calls.json`, answer: (ask) => list(book, ask) },
    { call: 'calls.create', method: 'POST', path: `${ROOT}/Calls.json`, answer: (ask) => create(board, ask) },
    { call: 'calls.fetch', method: 'GET', path: `${ROOT}/Calls/:call`, answer: (ask) => fetchOne(book, ask) },
    { call: 'calls.update', method: 'POST', path: `${ROOT}/Calls/:call`, answer: (ask) => update(board, book, ask) },
  ]
}

const documentFields = {
  Twiml: z.string().optional(),
  Url: z.string().optional(),
  Method: methodField,
}

const createSchema = z.object({
  ...documentFields,
  To: z.string().default(''),
  From: z.string().default(''),
  Timeout: z.coerce.number().default(RINGING_TIMEOUT_S),
  StatusCallback: z.string().optional(),
  StatusCallbackMethod: methodField,
  StatusCallbackEvent: listField.default(['completed']),
})

const updateSchema = z.object({
  ...documentFields,
  Status: z.enum(['completed', 'canceled']).optional(),
  StatusCallback: z.string().optional(),
  StatusCallbackMethod: methodField,
})

function create(board: Switchboard, ask: Ask): Answer {
  const form = readForm(ask, createSchema)
  if (form.To === '') refuse(400, 21201, 'No To number is specified')
  if (form.From === '') refuse(400, 21213, 'No From number is specified')
  const first = documentOf(form) ?? refuse(400, 21205, 'Url parameter is required.')
  const call = board.outgoing({
    from: form.From,
    to: form.To,
    first,
    timeoutMs: form.Timeout * 1_000,
    callback: callbackOf(form.StatusCallback, form.StatusCallbackMethod, form.StatusCallbackEvent),
  })
  return { status: 201, body: render(call.row, ask) }
}

function update(board: Switchboard, book: Book, ask: Ask): Answer {
  const row = book.calls.get(sidOf(ask))
  if (!row) return notFound(ask)
  const form = readForm(ask, updateSchema)
  const next = documentOf(form)
  const call = board.live(row.sid)
  if (form.StatusCallback !== undefined) {
    call?.change({ callback: callbackOf(form.StatusCallback, form.StatusCallbackMethod, ['completed']) })
  }
  if (form.Status === undefined && !next) return { status: 200, body: render(call?.row ?? row, ask) }
  if (!call || isOver(call.row.status)) refuse(400, 21220, 'Call is not in-progress. Cannot redirect.')
  if (form.Status === 'completed') call.hangUp('by-api')
  else if (form.Status === 'canceled') {
    if (call.row.status === 'in-progress') refuse(400, 21220, 'Call is in-progress. Cannot cancel.')
    call.hangUp('canceled')
  } else if (next) {
    if (call.row.status !== 'in-progress') refuse(400, 21220, 'Call is not in-progress. Cannot redirect.')
    call.interrupt(next)
  }
  return { status: 200, body: render(call.row, ask) }
}

function fetchOne(book: Book, ask: Ask): Answer {
  const row = book.calls.get(sidOf(ask))
  return row ? { status: 200, body: render(row, ask) } : notFound(ask)
}

function list(book: Book, ask: Ask): Answer {
  const { query } = ask
  const fits = (name: string, value: string | null) => query.get(name) === null || query.get(name) === value
  const rows = book.calls.rows().filter((row) => {
    const isAsked = fits('To', row.to) && fits('From', row.from) && fits('Status', row.status)
    return isAsked && fits('ParentCallSid', row.parentCallSid) && isWithin(ask, 'StartTime', row.createdAtMs)
  })
  return { status: 200, body: page(ask, 'calls', rows, (row) => render(row, ask)) }
}

function documentOf({
  Twiml,
  Url,
  Method,
}: {
  Twiml?: string | undefined
  Url?: string | undefined
  Method: Target['method']
}) {
  if (Twiml !== undefined && Url !== undefined) refuse(400, 20001, 'Url and Twiml are mutually exclusive')
  if (Twiml !== undefined && Twiml.length > MOST_TWIML_CHARACTERS) {
    refuse(400, 20001, `Twiml has ${Twiml.length} characters; ${MOST_TWIML_CHARACTERS} are allowed`)
  }
  if (Twiml !== undefined) return { kind: 'document', twiml: Twiml } satisfies Next
  if (Url === undefined) return undefined
  if (!URL.canParse(Url)) refuse(400, 21205, 'Url is not a valid URL')
  return { kind: 'fetch', target: { url: Url, method: Method }, params: {} } satisfies Next
}

function callbackOf(url: string | undefined, method: Target['method'], events: string[]) {
  return url === undefined ? null : { url, method, events }
}

function sidOf({ params }: Ask): string {
  return (params.call ?? '').replace(/\.json$/, '')
}

function render(row: CallRow, ask: Ask) {
  const at = (ms: number | null) => (ms === null ? null : rfc2822(ms))
  return {
    sid: row.sid,
    parent_call_sid: row.parentCallSid,
    from: row.from,
    from_formatted: row.from,
    to: row.to,
    to_formatted: row.to,
    status: row.status,
    direction: row.direction,
    date_created: rfc2822(row.createdAtMs),
    date_updated: rfc2822(row.endedAtMs ?? row.answeredAtMs ?? row.createdAtMs),
    start_time: at(row.answeredAtMs),
    end_time: at(row.endedAtMs),
    duration: row.endedAtMs === null ? null : String(durationSeconds(row)),
    price: null,
    price_unit: 'USD',
    answered_by: null,
    forwarded_from: null,
    caller_name: null,
    group_sid: null,
    queue_time: '0',
    ...commonFields(ask, 'Calls', row.sid),
  }
}
