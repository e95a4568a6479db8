import { z } from 'zod'
import type { Answer, Ask, Route } from '../../server/vendor.ts'
import type { Participant, Room, RoomRow } from '../conference/room.ts'
import type { Rooms } from '../conference/rooms.ts'
import { rfc2822 } from '../when.ts'
import { notFound } from './errors.ts'
import { readForm } from './form.ts'
import { commonFields, page } from './resource.ts'

export type ConferencesCall =
  | 'conferences.list'
  | 'conferences.fetch'
  | 'conferences.update'
  | 'participants.list'
  | 'participants.fetch'
  | 'participants.update'
  | 'participants.remove'

const ROOT = '/2010-04-01/Accounts/:account/Conferences'
const ONE = `${ROOT}/:conference/Participants/:call`

/** Conferences and who is in them. Fetching somebody into one is done by calling them, with a document that says so. */
export function conferenceRoutes(rooms: Rooms): Route<ConferencesCall>[] {
  const within = (answer: (room: Room, ask: Ask) => Answer) => (ask: Ask) => {
    const room = rooms.room(sidOf(ask.params.conference))
    return room === undefined ? notFound(ask) : answer(room, ask)
  }
  const about = (answer: (room: Room, participant: Participant, ask: Ask) => Answer) =>
    within((room, ask) => {
      const participant = room.participants.find(({ callSid }) => callSid === sidOf(ask.params.call))
      return participant === undefined ? notFound(ask) : answer(room, participant, ask)
    })
  return [
    { call: 'conferences.list', method: 'GET', path: `${ROOT}.json`, answer: (ask) => list(rooms, ask) },
    { call: 'conferences.fetch', method: 'GET', path: `${ROOT}/:conference`, answer: within(one) },
    { call: 'conferences.update', method: 'POST', path: `${ROOT}/:conference`, answer: within(update) },
    { call: 'participants.list', method: 'GET', path: `${ROOT}/:conference/Participants.json`, answer: within(inside) },
    { call: 'participants.fetch', method: 'GET', path: ONE, answer: about(participantOf) },
    { call: 'participants.update', method: 'POST', path: ONE, answer: about(change) },
    { call: 'participants.remove', method: 'DELETE', path: ONE, answer: about(remove) },
  ]
}

const flag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional()
const changeSchema = z.object({ Muted: flag, Hold: flag, EndConferenceOnExit: flag })
const updateSchema = z.object({ Status: z.literal('completed').optional() })

function list(rooms: Rooms, ask: Ask): Answer {
  const { query } = ask
  const fits = (name: string, value: string) => query.get(name) === null || query.get(name) === value
  const rows = rooms.rows.filter((row) => fits('FriendlyName', row.name) && fits('Status', row.status))
  return { status: 200, body: page(ask, 'conferences', rows, (row) => conferenceBody(row, ask)) }
}

const one = (room: Room, ask: Ask): Answer => ({ status: 200, body: conferenceBody(room.row, ask) })

function update(room: Room, ask: Ask): Answer {
  if (readForm(ask, updateSchema).Status === 'completed') room.end()
  return one(room, ask)
}

const inside = (room: Room, ask: Ask): Answer => ({
  status: 200,
  body: page(ask, 'participants', room.participants, (participant) => participantBody(room, participant, ask)),
})

const participantOf = (room: Room, participant: Participant, ask: Ask): Answer => ({
  status: 200,
  body: participantBody(room, participant, ask),
})

function change(room: Room, participant: Participant, ask: Ask): Answer {
  const { Muted, Hold, EndConferenceOnExit } = readForm(ask, changeSchema)
  participant.muted = Muted ?? participant.muted
  participant.onHold = Hold ?? participant.onHold
  participant.endsOnExit = EndConferenceOnExit ?? participant.endsOnExit
  return participantOf(room, participant, ask)
}

function remove(room: Room, { callSid }: Participant): Answer {
  room.remove(callSid)
  return { status: 204, body: undefined }
}

const sidOf = (name: string | undefined): string => (name ?? '').replace(/\.json$/, '')

function conferenceBody(row: RoomRow, ask: Ask) {
  return {
    sid: row.sid,
    friendly_name: row.name,
    status: row.status,
    region: 'us1',
    date_created: rfc2822(row.createdAtMs),
    date_updated: rfc2822(row.endedAtMs ?? row.createdAtMs),
    ...commonFields(ask, 'Conferences', row.sid),
  }
}

function participantBody(room: Room, participant: Participant, { params }: Ask) {
  const { account = '' } = params
  return {
    account_sid: account,
    call_sid: participant.callSid,
    conference_sid: room.sid,
    label: participant.label ?? null,
    muted: participant.muted,
    hold: participant.onHold,
    coaching: false,
    call_sid_to_coach: null,
    start_conference_on_enter: participant.startsOnEnter,
    end_conference_on_exit: participant.endsOnExit,
    status: 'connected',
    date_created: rfc2822(participant.joinedAtMs),
    date_updated: rfc2822(participant.joinedAtMs),
    uri: `/2010-04-01/Accounts/${account}/Conferences/${room.sid}/Participants/${participant.callSid}.json`,
  }
}
