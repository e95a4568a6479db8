import type { Line } from '@frontdesk/line'
import type { Callback, CallbackStep, RingResult } from '@frontdesk/records'
import type { Staff } from '../auth/staff.ts'
import type { Action } from './actions.ts'

/** A callback as it is shown: to a person, and as JSON. */
export interface CallbackView {
  readonly callbackId: string
  readonly callId: string
  readonly lineId: string
  readonly business: string
  readonly caller: string | null
  readonly name: string | null
  readonly reason: string
  readonly summary: string | null
  readonly dueAt: string
  /** The promised moment where the line is: `Tue 24 Nov, 09:30 CET`. */
  readonly due: string
  readonly isOverdue: boolean
  readonly state: Callback['state']
  readonly owner: string | null
  readonly isMine: boolean
  /** What the telephone does at this moment, in words; null when nothing. */
  readonly ringing: string | null
  readonly attempts: number
  readonly steps: readonly { readonly at: string; readonly when: string; readonly text: string }[]
  readonly actions: readonly Action[]
}

export function viewOf(
  callback: Callback,
  line: Pick<Line, 'timeZone' | 'business'>,
  summary: string | null,
  to: { readonly person: Staff; readonly now: Temporal.Instant },
): CallbackView {
  const { callbackId, callId, lineId, caller, name, reason, dueAt, state, owner, attempts } = callback
  const isMine = state === 'claimed' && owner === to.person.name
  return {
    ...{ callbackId, callId, lineId, caller, name, reason, summary, dueAt, state, owner, isMine, attempts },
    business: line.business.name,
    due: momentIn(line.timeZone, dueAt),
    isOverdue: Temporal.Instant.compare(Temporal.Instant.from(dueAt), to.now) < 0,
    ringing: ringingOf(callback),
    steps: callback.history.map((step) => ({
      at: step.at,
      when: momentIn(line.timeZone, step.at),
      text: textOf(step),
    })),
    actions: actionsFor(callback, to.person),
  }
}

/** What the person may do now. The records decide; this says what is worth a button. */
function actionsFor({ state, owner, ring, caller }: Callback, person: Staff): Action[] {
  const canRing = ring === null && caller !== null && person.number !== null
  if (state === 'open') return canRing ? ['ring', 'claim'] : ['claim']
  if (state !== 'claimed') return []
  if (owner !== person.name) return ring === null ? ['take-over'] : []
  return [
    ...(canRing ? (['ring'] as const) : []),
    'done',
    'gave-up',
    ...(ring === null ? (['hand-back'] as const) : []),
  ]
}

function ringingOf({ ring, name, caller }: Callback): string | null {
  if (ring === null) return null
  return ring.stage === 'person'
    ? `Ringing ${ring.by} …`
    : `${ring.by} is on the line to ${name ?? caller ?? 'the caller'}`
}

const results: Readonly<Record<RingResult, string>> = {
  'not-placed': 'the call could not be placed',
  unknown: 'nobody knows how it went',
  'person-busy': 'was busy',
  'person-no-answer': 'did not pick up',
  'person-declined': 'did not press 1',
  'caller-busy': 'the caller was busy',
  'caller-no-answer': 'the caller did not answer',
  'caller-not-reached': "the caller's number cannot be reached",
  'broken-off': 'hung up before the caller answered',
  connected: 'spoke with the caller, or their mailbox',
}

function textOf({ what, by, result, talkSeconds }: CallbackStep): string {
  const who = by ?? 'Frontdesk'
  switch (what) {
    case 'claimed':
      return `${who} took it`
    case 'taken-over':
      return `${who} took it over`
    case 'handed-back':
      return `${who} handed it back`
    case 'done':
      return `${who} finished it`
    case 'gave-up':
      return `${who} gave it up`
    case 'rang':
      return `${who} rang`
    case 'ring-ended':
      return `${who}: ${results[result ?? 'unknown']}${talkSeconds === undefined ? '' : `, ${talkSeconds} s`}`
    case 'reminded':
      return 'People were told that it is overdue'
    default:
      return what satisfies never
  }
}

export function momentIn(timeZone: string, at: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })
}
