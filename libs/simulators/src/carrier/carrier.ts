import { EventEmitter } from 'node:events'
import { Arms } from './arms.ts'
import { statusParams } from './call-params.ts'
import type { Carrier, CarrierEvents, CarrierOptions, CarrierWarning, PlacedCall, RestCall } from './carrier-types.ts'
import { Rooms } from './conference/rooms.ts'
import { Log } from './log.ts'
import { Messages } from './messages.ts'
import { Recordings } from './recording/recordings.ts'
import { openShelf } from './recording/tape.ts'
import { callRoutes } from './rest/calls.ts'
import { conferenceRoutes } from './rest/conferences.ts'
import { messageRoutes } from './rest/messages.ts'
import { recordingRoutes } from './rest/recordings.ts'
import { type RestServer, startRestServer } from './rest/rest-server.ts'
import { type Book, type CallRow, isOver, openBook } from './rows.ts'
import { type CarrierSettings, defaultSettings } from './settings.ts'
import type { Cleared, Network } from './stage.ts'
import type { StreamTrouble } from './stream/stream-trouble.ts'
import { type CallOptions, Switchboard } from './switchboard.ts'
import { tone } from './tones.ts'
import { Webhooks } from './webhooks.ts'

export type * from './carrier-types.ts'
export type { MessageFate } from './messages.ts'
export type { Party, PhoneLine, PhoneOptions } from './party.ts'
export { carrierFailures } from './rest/errors.ts'
export type { CallRow, MessageRow, RecordingRow } from './rows.ts'
export type { CarrierSettings } from './settings.ts'
export type { Cleared, Ended, EndHow } from './stage.ts'
export type { StreamTrouble } from './stream/stream-trouble.ts'
export type { CallOptions, NumberOptions } from './switchboard.ts'
export type { Webhook, WebhookTrouble } from './webhooks.ts'

/** Starts the network, and carries on with what an earlier process left in `stateFile`. */
export async function startCarrier(options: CarrierOptions): Promise<Carrier> {
  const office = openOffice(options)
  const { board, book, closing, messages, recordings, rooms, settings } = office
  const rest = await startRestServer<RestCall>({
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    accountSid: options.accountSid,
    authToken: options.authToken,
    closing: closing.signal,
    routes: [
      ...callRoutes(board, book),
      ...conferenceRoutes(rooms),
      ...messageRoutes(messages, book, settings),
      ...recordingRoutes({ recordings, book, board }),
    ],
  })
  office.place.url = rest.url
  board.resume((row) => tellLateEnd(book, office.webhooks, options.accountSid, row))
  recordings.resume()
  messages.resume()
  return toCarrier(office, rest)
}

type Office = ReturnType<typeof openOffice>

/** Everything behind the API. */
function openOffice(options: CarrierOptions) {
  const { accountSid, authToken } = options
  const settings: CarrierSettings = { ...defaultSettings, ...options.settings }
  const closing = new AbortController()
  const book = openBook(options.stateFile)
  const events = new EventEmitter<CarrierEvents>()
  const webhooks = new Webhooks(authToken, settings, closing.signal)
  const shared = { book, webhooks, settings, closing: closing.signal, accountSid }
  const messages = new Messages({ ...shared, onChange: (row) => events.emit('message', row) })
  const place = { url: '' }
  const urlOf = (sid: string) => `${place.url}/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`
  const recordings = new Recordings({ ...shared, shelf: openShelf(options.recordingsFolder), urlOf })
  const warnings = new Log<CarrierWarning>('warning')
  const warn = (callSid: string, code: number, message: string) => {
    const warning = { callSid, code, message }
    warnings.add(warning)
    events.emit('warning', warning)
  }
  const clears = new Log<Cleared>('clear')
  const rooms = new Rooms(webhooks, accountSid)
  const streamTrouble = new Arms<'stream', StreamTrouble>()
  const network: Omit<Network, 'dial'> = {
    ...shared,
    authToken,
    streamTrouble,
    warn,
    cleared: (clear) => clears.add(clear),
    recognise: options.recognise ?? (async () => undefined),
    say: saying(options.say ?? sayTone, warn),
    rooms,
    record: (call, order) => recordings.start(call, order),
    recordingEnds: (callSid, why) => recordings.stop(callSid, why),
    recordingStops: (callSid, name) => recordings.stopNamed(callSid, name),
    recordingUrl: urlOf,
    keep: (row) => keepCall(book, events, row),
    tellViews: (ended) => events.emit('ended', ended),
  }
  const board = new Switchboard(network, book)
  return {
    board,
    book,
    clears,
    closing,
    events,
    messages,
    place,
    recordings,
    rooms,
    settings,
    streamTrouble,
    warnings,
    webhooks,
  }
}

function toCarrier(office: Office, rest: RestServer<RestCall>): Carrier {
  const { board, book, clears, closing, events, messages, recordings, settings, warnings, webhooks } = office
  return {
    url: rest.url,
    settings,
    number: (number, options) => board.numbers.set(number, options),
    phone: (number, options) => board.phones.set(number, { ...options, number }),
    call: (options) => placeCall(board, options),
    get calls() {
      return book.calls.rows()
    },
    get messages() {
      return book.messages.rows()
    },
    get recordings() {
      return book.recordings.rows()
    },
    recorded: (sid) => recordings.media(sid),
    messageFate: (number, fate) => messages.fates.set(number, fate),
    optOut: (number) => messages.optedOut.add(number),
    takesNoMessages: (number) => messages.landlines.add(number),
    asked: rest.log.all,
    untilAsked: (fits, withinMs) => rest.log.until(fits, withinMs),
    webhooks: webhooks.log.all,
    untilWebhook: (fits, withinMs) => webhooks.log.until(fits, withinMs),
    clears: clears.all,
    untilClear: (fits, withinMs) => clears.until(fits, withinMs),
    warnings: warnings.all,
    untilWarning: (fits, withinMs) => warnings.until(fits, withinMs),
    trouble: troubles(office, rest),
    on(name, listener) {
      const emitter: EventEmitter = events
      emitter.on(name, listener)
      return { [Symbol.dispose]: () => emitter.off(name, listener) }
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort()
      await board.close()
      await rest[Symbol.asyncDispose]()
      book.close()
    },
  }
}

function troubles({ streamTrouble, webhooks }: Office, rest: RestServer<RestCall>): Carrier['trouble'] {
  return {
    rest: (trouble) => rest.trouble.add(trouble),
    webhook: (trouble) => webhooks.trouble.add(trouble),
    stream: (trouble) => streamTrouble.add(trouble),
    clear() {
      rest.trouble.clear()
      webhooks.trouble.clear()
      streamTrouble.clear()
    },
  }
}

function placeCall(board: Switchboard, options: CallOptions): PlacedCall {
  const call = board.incoming(options)
  return { sid: call.sid, ended: call.ended, hangUp: () => call.hangUp('party-hung-up') }
}

function keepCall(book: Book, events: EventEmitter<CarrierEvents>, row: CallRow): void {
  const before = book.calls.get(row.sid)
  book.calls.put(row.sid, row)
  if (!before) events.emit('ringing', row)
  if (before?.answeredAtMs === null && row.answeredAtMs !== null) events.emit('answered', row)
}

/** The end of a call that ran when an earlier process died. */
function tellLateEnd(book: Book, webhooks: Webhooks, accountSid: string, row: CallRow): void {
  const { callback } = row
  const told = { ...row, endTold: true, callbacks: row.callbacks + 1 }
  book.calls.put(row.sid, told)
  if (!isOver(row.status) || !callback?.events.includes('completed')) return
  const params = statusParams(row, accountSid)
  webhooks.tell({ kind: 'call-status', url: callback.url, method: callback.method, params })
}

/** A text that cannot be spoken is silence, and a warning. */
function saying(say: NonNullable<CarrierOptions['say']>, warn: Network['warn']): Network['say'] {
  return async (text, language) => {
    try {
      return await say(text, language)
    } catch (error) {
      warn('', 13512, `<Say> could not be spoken: ${error instanceof Error ? error.message : String(error)}`)
      return new Uint8Array()
    }
  }
}

const MS_PER_CHARACTER = 60

async function sayTone(text: string): Promise<Uint8Array> {
  return tone(300, text.length * MS_PER_CHARACTER)
}
