import { wavFile } from '@frontdesk/audio/wav'
import { z } from 'zod'
import type { Answer, Ask, Route } from '../../server/vendor.ts'
import { recordingSeconds } from '../recording/params.ts'
import type { Recordings } from '../recording/recordings.ts'
import { mixDown } from '../recording/tape.ts'
import type { Book, RecordingRow } from '../rows.ts'
import type { Switchboard } from '../switchboard.ts'
import { rfc2822 } from '../when.ts'
import { notFound, refuse, restError } from './errors.ts'
import { listField, methodField, readForm } from './form.ts'
import { commonFields, isWithin, page } from './resource.ts'

export type RecordingsCall =
  | 'recordings.create'
  | 'recordings.update'
  | 'recordings.list'
  | 'recordings.fetch'
  | 'recordings.media'
  | 'recordings.delete'

interface Desk {
  readonly recordings: Recordings
  readonly book: Book
  readonly board: Switchboard
}

const ROOT = '/2010-04-01/Accounts/:account'

export function recordingRoutes(desk: Desk): Route<RecordingsCall>[] {
  const ofCall = `${ROOT}/Calls/:call/Recordings`
  const one = `${ROOT}/Recordings/:recording`
  const media = (extension: string) => ({
    call: 'recordings.media' as const,
    method: 'GET' as const,
    path: `${ROOT}/Recordings/:recording${extension}`,
    answer: (ask: Ask) => fetchMedia(desk, ask),
  })
  return [
    { call: 'recordings.create', method: 'POST', path: `${ofCall}.json`, answer: (ask) => create(desk, ask) },
    { call: 'recordings.list', method: 'GET', path: `${ofCall}.json`, answer: (ask) => list(desk, ask) },
    { call: 'recordings.update', method: 'POST', path: `${ofCall}/:recording`, answer: (ask) => update(desk, ask) },
    { call: 'recordings.list', method: 'GET', path: `${ROOT}/Recordings.json`, answer: (ask) => list(desk, ask) },
    { call: 'recordings.fetch', method: 'GET', path: `${one}.json`, answer: (ask) => fetchOne(desk, ask) },
    { call: 'recordings.delete', method: 'DELETE', path: one, answer: (ask) => remove(desk, ask) },
    media('.wav'),
    media(''),
  ]
}

const createSchema = z.object({
  RecordingChannels: z.enum(['mono', 'dual']).default('mono'),
  RecordingTrack: z.enum(['inbound', 'outbound', 'both']).default('both'),
  Trim: z.enum(['trim-silence', 'do-not-trim']).default('do-not-trim'),
  RecordingStatusCallback: z.string().optional(),
  RecordingStatusCallbackMethod: methodField,
  RecordingStatusCallbackEvent: listField.default(['completed']),
})

function create({ board, recordings }: Desk, ask: Ask): Answer {
  const call = board.live(ask.params.call ?? '')
  if (call?.row.status !== 'in-progress') return restError(404, 20404, `${ask.path} was not found`)
  const form = readForm(ask, createSchema)
  const { RecordingStatusCallback: url, RecordingStatusCallbackMethod: method } = form
  const row = recordings.start(call, {
    name: undefined,
    channels: form.RecordingChannels,
    track: form.RecordingTrack,
    trim: form.Trim,
    source: 'StartCallRecordingAPI',
    callback: url === undefined ? null : { url, method, events: form.RecordingStatusCallbackEvent },
  })
  return row ? { status: 201, body: render(row, ask) } : refuse(400, 16108, 'The call is being recorded already')
}

const updateSchema = z.object({
  Status: z.enum(['paused', 'in-progress', 'stopped']),
  PauseBehavior: z.enum(['skip', 'silence']).default('silence'),
})

function update({ recordings, book }: Desk, ask: Ask): Answer {
  const callSid = ask.params.call ?? ''
  const current = recordings.current(callSid)
  const asked = sidOf(ask)
  if (current === undefined || (asked !== 'Twilio.CURRENT' && asked !== current)) return notFound(ask)
  const { Status, PauseBehavior } = readForm(ask, updateSchema)
  if (Status === 'paused') recordings.pause(callSid, PauseBehavior)
  else if (Status === 'in-progress') recordings.goOn(callSid)
  else recordings.stop(callSid)
  const row = book.recordings.get(current)
  return row ? { status: 200, body: render(row, ask) } : notFound(ask)
}

function list({ book }: Desk, ask: Ask): Answer {
  const callSid = ask.params.call ?? ask.query.get('CallSid')
  const withDeleted = ask.query.get('IncludeSoftDeleted') === 'true'
  const rows = book.recordings.rows().filter((row) => {
    const isAsked = callSid === null || row.callSid === callSid
    return isAsked && (withDeleted || row.status !== 'deleted') && isWithin(ask, 'DateCreated', row.startedAtMs)
  })
  return { status: 200, body: page(ask, 'recordings', rows, (row) => render(row, ask)) }
}

function fetchOne({ book }: Desk, ask: Ask): Answer {
  const row = book.recordings.get(sidOf(ask))
  return row && row.status !== 'deleted' ? { status: 200, body: render(row, ask) } : notFound(ask)
}

/** Mono unless both channels are asked for. */
function fetchMedia({ recordings }: Desk, ask: Ask): Answer {
  const channels = recordings.media(sidOf(ask))
  if (!channels) return notFound(ask)
  const wantsTwo = ask.query.get('RequestedChannels') === '2'
  if (wantsTwo && channels.length < 2) {
    refuse(400, 16113, 'Cannot download a dual-channel presentation of a mono recording')
  }
  const body = wavFile(wantsTwo ? channels : [mixDown(channels)])
  return { status: 200, body, headers: { 'content-type': 'audio/x-wav' } }
}

function remove({ recordings, book }: Desk, ask: Ask): Answer {
  const row = book.recordings.get(sidOf(ask))
  if (!row || row.status === 'deleted') return notFound(ask)
  recordings.remove(row.sid)
  return { status: 204 }
}

function sidOf({ params }: Ask): string {
  return (params.recording ?? '').replace(/\.(json|wav)$/, '')
}

function render(row: RecordingRow, ask: Ask) {
  return {
    sid: row.sid,
    call_sid: row.callSid,
    conference_sid: null,
    status: row.status,
    channels: row.channels,
    source: row.source,
    track: row.track,
    duration: row.durationMs === null ? '-1' : String(recordingSeconds(row)),
    start_time: rfc2822(row.startedAtMs),
    date_created: rfc2822(row.startedAtMs),
    date_updated: rfc2822(row.startedAtMs),
    error_code: row.errorCode,
    price: null,
    price_unit: 'USD',
    encryption_details: null,
    ...commonFields(ask, 'Recordings', row.sid),
  }
}
