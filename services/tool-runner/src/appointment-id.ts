import { type Seals, tagBytes, tagOf, unverified } from './seals.ts'

// An appointment's id gives the right to move and cancel it, so it is bound to the call in which its owner was known, and to the
// state in which they were told of it: when somebody has moved it since, it is void.

export const appointmentLastsMinutes = 60

export interface AppointmentRef {
  /** The key of the intent that booked it: its event's id follows from that. */
  readonly bookedBy: string
  /** Of the calendar's id in the line. */
  readonly calendarTag: Buffer
  readonly startMs: number
  /** How often it was moved before. */
  readonly moves: number
}

interface Around {
  readonly line: { readonly id: string }
  readonly callId: string
}

export function appointmentIdOf(
  ref: Omit<AppointmentRef, 'calendarTag'> & { readonly calendar: { readonly id: string } },
  around: Around,
  now: Temporal.Instant,
  seals: Seals,
): string {
  const content = Buffer.alloc(contentBytes)
  Buffer.from(ref.bookedBy, 'hex').copy(content)
  tagOf(ref.calendar.id).copy(content, keyBytes)
  content.writeUInt32BE(Math.floor(ref.startMs / msPerMinute), keyBytes + tagBytes)
  content.writeUInt8(ref.moves % 256, contentBytes - 1)
  return seals.seal(boundTo(around), content, now.add({ minutes: appointmentLastsMinutes }))
}

export type OpenedAppointment =
  | { readonly is: 'appointment'; readonly ref: AppointmentRef }
  | { readonly is: 'over' }
  | { readonly is: 'unknown' }

export function openAppointmentId(
  appointmentId: string,
  around: Around,
  now: Temporal.Instant,
  seals: Seals,
): OpenedAppointment {
  const opened = seals.open(boundTo(around), appointmentId, now)
  if (opened.is === 'over') return { is: 'over' }
  const ref = opened.is === 'sealed' ? refIn(opened.content) : undefined
  return ref === undefined ? { is: 'unknown' } : { is: 'appointment', ref }
}

/** What an id stands for, whoever made it: good for telling two wishes apart, and for nothing else. */
export function readAppointmentId(appointmentId: string): AppointmentRef | undefined {
  const content = unverified(appointmentId)
  return content === undefined ? undefined : refIn(content)
}

const boundTo = ({ line, callId }: Around) => ['appointment', line.id, callId]
const msPerMinute = 60_000
const keyBytes = 32
const contentBytes = keyBytes + tagBytes + 5

function refIn(content: Buffer): AppointmentRef | undefined {
  if (content.length !== contentBytes) return undefined
  return {
    bookedBy: content.subarray(0, keyBytes).toString('hex'),
    calendarTag: content.subarray(keyBytes, keyBytes + tagBytes),
    startMs: content.readUInt32BE(keyBytes + tagBytes) * msPerMinute,
    moves: content.readUInt8(contentBytes - 1),
  }
}
