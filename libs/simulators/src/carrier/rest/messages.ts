import { z } from 'zod'
import type { Answer, Ask, Route } from '../../server/vendor.ts'
import { type Messages, segmentsOf } from '../messages.ts'
import type { Book, MessageRow } from '../rows.ts'
import type { CarrierSettings } from '../settings.ts'
import { rfc2822 } from '../when.ts'
import { notFound, refuse } from './errors.ts'
import { readForm } from './form.ts'
import { commonFields, isWithin, page } from './resource.ts'

export type MessagesCall = 'messages.create' | 'messages.list' | 'messages.fetch'

const ROOT = '/2010-04-01/Accounts/:account'
const MOST_BODY_CHARACTERS = 1_600
const e164 = /^\+[1-9]\d{6,14}$/

export function messageRoutes(messages: Messages, book: Book, settings: CarrierSettings): Route<MessagesCall>[] {
  return [
    { call: 'messages.create', method: 'POST', path: `${ROOT}/Messages.json`, answer: (ask) => create(messages, ask) },
    { call: 'messages.list', method: 'GET', path: `${ROOT}/Messages.json`, answer: (ask) => list(book, settings, ask) },
    { call: 'messages.fetch', method: 'GET', path: `${ROOT}/Messages/:message`, answer: (ask) => fetchOne(book, ask) },
  ]
}

const createSchema = z.object({
  To: z.string().default(''),
  From: z.string().optional(),
  MessagingServiceSid: z.string().optional(),
  Body: z.string().default(''),
  StatusCallback: z.string().optional(),
})

function create(messages: Messages, ask: Ask): Answer {
  const { To, From, MessagingServiceSid, Body, StatusCallback } = readForm(ask, createSchema)
  if (To === '') refuse(400, 21604, "A 'To' phone number is required.")
  if (!e164.test(To)) refuse(400, 21211, `Invalid 'To' Phone Number: ${To}`)
  if (From === undefined && MessagingServiceSid === undefined) {
    refuse(400, 21603, "A 'From' phone number is required.")
  }
  // A sender may also be a name of up to eleven letters and digits.
  if (From !== undefined && !e164.test(From) && !/^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/.test(From)) {
    refuse(400, 21212, `Invalid 'From' Phone Number: ${From}`)
  }
  if (Body === '') refuse(400, 21602, 'Message body is required.')
  if (Body.length > MOST_BODY_CHARACTERS) {
    refuse(400, 21617, 'The concatenated message body exceeds the 1600 character limit')
  }
  if (messages.landlines.has(To)) refuse(400, 21614, `'To' number is not a valid mobile number: ${To}`)
  if (messages.optedOut.has(To)) refuse(400, 21610, 'Attempt to send to unsubscribed recipient')
  const row = messages.send({
    from: From ?? '',
    messagingServiceSid: MessagingServiceSid ?? null,
    to: To,
    body: Body,
    callbackUrl: StatusCallback ?? null,
  })
  return { status: 201, body: render(row, ask) }
}

function list(book: Book, { messageListLagMs, messageClock }: CarrierSettings, ask: Ask): Answer {
  const { query } = ask
  const listedBeforeMs = messageClock() - messageListLagMs
  const rows = book.messages.rows().filter((row) => {
    const isListed = row.createdAtMs <= listedBeforeMs
    const isAsked = (query.get('To') ?? row.to) === row.to && (query.get('From') ?? row.from) === row.from
    return isListed && isAsked && isWithin(ask, 'DateSent', row.sentAtMs ?? row.createdAtMs)
  })
  return { status: 200, body: page(ask, 'messages', rows, (row) => render(row, ask)) }
}

function fetchOne(book: Book, ask: Ask): Answer {
  const row = book.messages.get((ask.params.message ?? '').replace(/\.json$/, ''))
  return row ? { status: 200, body: render(row, ask) } : notFound(ask)
}

function render(row: MessageRow, ask: Ask) {
  return {
    sid: row.sid,
    from: row.from === '' ? null : row.from,
    messaging_service_sid: row.messagingServiceSid,
    to: row.to,
    body: row.body,
    status: row.status,
    direction: 'outbound-api',
    num_segments: String(segmentsOf(row.body)),
    num_media: '0',
    error_code: row.errorCode,
    error_message: null,
    date_created: rfc2822(row.createdAtMs),
    date_sent: row.sentAtMs === null ? null : rfc2822(row.sentAtMs),
    date_updated: rfc2822(row.updatedAtMs),
    price: null,
    price_unit: 'USD',
    ...commonFields(ask, 'Messages', row.sid),
  }
}
