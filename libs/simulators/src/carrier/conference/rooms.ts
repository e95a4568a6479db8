import type { Leg } from '../leg.ts'
import type { Webhooks } from '../webhooks.ts'
import { rfc2822 } from '../when.ts'
import type { Conference } from './noun.ts'
import { type ConferenceEvent, type Participant, Room, type RoomRow, type Stay } from './room.ts'

/** What a room's status callback calls each event in `statusCallbackEvent`. */
const wished = {
  'conference-start': 'start',
  'conference-end': 'end',
  'participant-join': 'join',
  'participant-leave': 'leave',
} as const satisfies Record<ConferenceEvent, string>

/** Enough for a long campaign. */
const KEPT = 1_000

/** The conferences of the account: one at a time by a name. */
export class Rooms {
  readonly #webhooks: Webhooks
  readonly #accountSid: string
  readonly #rooms: Room[] = []
  readonly #told = new Map<string, number>()

  constructor(webhooks: Webhooks, accountSid: string) {
    this.#webhooks = webhooks
    this.#accountSid = accountSid
  }

  /** Undefined when the conference is full. */
  enter(noun: Conference, callSid: string, leg: Leg): { readonly room: Room; readonly stay: Stay } | undefined {
    const open = this.#rooms.find((room) => room.name === noun.name && room.row.status !== 'completed')
    if (open !== undefined && open.participants.length >= noun.maxParticipants) return undefined
    const room = open ?? this.#opened(noun)
    return { room, stay: room.enter(noun, callSid, leg) }
  }

  get rows(): readonly RoomRow[] {
    return this.#rooms.map(({ row }) => row)
  }

  room(sid: string): Room | undefined {
    return this.#rooms.find((room) => room.sid === sid)
  }

  #opened(noun: Conference): Room {
    const room = new Room(noun, (about, event, participant) => this.#tell(about, event, participant))
    this.#rooms.push(room)
    if (this.#rooms.length > KEPT) this.#forgetOldest()
    return room
  }

  #forgetOldest(): void {
    const oldest = this.#rooms.findIndex(({ row }) => row.status === 'completed')
    if (oldest < 0) return
    const [room] = this.#rooms.splice(oldest, 1)
    if (room !== undefined) this.#told.delete(room.sid)
  }

  #tell(room: Room, event: ConferenceEvent, about: Participant | undefined): void {
    const { callback, callbackEvents, name, sid } = room
    if (callback === undefined || !callbackEvents.includes(wished[event])) return
    const count = (this.#told.get(sid) ?? 0) + 1
    this.#told.set(sid, count)
    const params = {
      ...{ AccountSid: this.#accountSid, ConferenceSid: sid, FriendlyName: name, StatusCallbackEvent: event },
      ...{ Timestamp: rfc2822(Date.now()), SequenceNumber: String(count) },
      ...(about === undefined ? {} : participantParams(about)),
    }
    this.#webhooks.tell({ kind: 'conference', ...callback, params })
  }
}

const participantParams = ({ callSid, muted, onHold, endsOnExit, startsOnEnter, label }: Participant) => ({
  CallSid: callSid,
  Muted: String(muted),
  Hold: String(onHold),
  Coaching: 'false',
  EndConferenceOnExit: String(endsOnExit),
  StartConferenceOnEnter: String(startsOnEnter),
  ...(label === undefined ? {} : { ParticipantLabel: label }),
})
