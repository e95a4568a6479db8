import type { Callback, CallbackStep, Ring, RingResult } from './callback.ts'

/** What may be wished of a callback. `at` is now; `by` names a member of staff. */
export type CallbackChange =
  | { readonly do: 'claim'; readonly by: string; readonly at: string }
  /** From an owner who is away: named, so that two who do so at once do not take it from each other. */
  | { readonly do: 'take-over'; readonly from: string; readonly by: string; readonly at: string }
  | { readonly do: 'hand-back'; readonly by: string; readonly at: string }
  | { readonly do: 'finish'; readonly as: 'done' | 'gave-up'; readonly by: string; readonly at: string }
  /** Begins to ring; an open callback is claimed with it. */
  | { readonly do: 'ring'; readonly ringId: string; readonly by: string; readonly at: string }
  /** The carrier's call of the ring has this name. */
  | { readonly do: 'ring-is'; readonly ringId: string; readonly callSid: string }
  /** The member of staff wants the caller on the line. */
  | { readonly do: 'ring-caller'; readonly ringId: string; readonly callSid: string }
  | {
      readonly do: 'end-ring'
      readonly ringId: string
      readonly result: RingResult
      readonly talkSeconds?: number
      readonly at: string
    }
  /** People are reminded for the nth time that it is overdue. */
  | { readonly do: 'remind'; readonly times: number; readonly at: string }

/** Why a wish was not granted. `same`: it stands as wished already, and nothing had to change. */
export type Refusal =
  | 'unknown'
  | 'same'
  | 'not-open'
  | 'not-yours'
  | 'finished'
  | 'ringing'
  | 'no-number'
  | 'no-such-ring'

export type Changed =
  | { readonly ok: true; readonly callback: Callback }
  | { readonly ok: false; readonly why: Refusal; readonly callback?: Callback }

/** I6: more steps than this are not kept; a callback that needs them is handled by hand. */
const mostSteps = 100

/**
 * The rules of the queue, for every adapter. A callback is claimed by one, and only its owner rings, finishes or hands it back; who takes it
 * over is its owner.
 * One ring at a time, and it ends once. It may outlive the finishing of its callback, so that how it went is kept, but nobody's
 * handing it back. A ring changes no state: nobody picked up means that the callback is its owner's as before.
 */
export function changed(callback: Callback, change: CallbackChange): Callback | Refusal {
  switch (change.do) {
    case 'claim':
      if (callback.state === 'claimed' && callback.owner === change.by) return 'same'
      if (callback.state !== 'open') return 'not-open'
      return stepped(callback, { ...change, what: 'claimed' }, { state: 'claimed', owner: change.by })
    case 'take-over':
      if (callback.state === 'claimed' && callback.owner === change.by) return 'same'
      return unrung(callback, change.from) ?? stepped(callback, { ...change, what: 'taken-over' }, { owner: change.by })
    case 'hand-back':
      return unrung(callback, change.by) ?? stepped(callback, { ...change, what: 'handed-back' }, handedBack)
    case 'finish':
      if (callback.state === change.as && callback.owner === change.by) return 'same'
      return owned(callback, change.by) ?? stepped(callback, { ...change, what: change.as }, { state: change.as })
    case 'ring':
      return rung(callback, change)
    case 'ring-is':
      return withRing(callback, change.ringId, (ring) => onCall(callback, ring, change.callSid, ring.stage))
    case 'ring-caller':
      return withRing(callback, change.ringId, (ring) =>
        isFinished(callback) && ring.stage === 'person' ? 'finished' : onCall(callback, ring, change.callSid, 'caller'),
      )
    case 'end-ring':
      return withRing(callback, change.ringId, ({ by }) => {
        const { at, result, talkSeconds } = change
        const step = { at, by, what: 'ring-ended' as const, result }
        return stepped(callback, talkSeconds === undefined ? step : { ...step, talkSeconds }, { ring: null })
      })
    case 'remind':
      if (isFinished(callback)) return 'finished'
      if (callback.reminded >= change.times) return 'same'
      return stepped(callback, { at: change.at, by: null, what: 'reminded' }, { reminded: change.times })
    default:
      return change satisfies never
  }
}

const handedBack = { state: 'open', owner: null } as const
const isFinished = ({ state }: Callback): boolean => state === 'done' || state === 'gave-up'

function owned(callback: Callback, by: string): Refusal | undefined {
  if (isFinished(callback)) return 'finished'
  return callback.state === 'claimed' && callback.owner === by ? undefined : 'not-yours'
}

/** It may change hands: while somebody rings it does not. */
const unrung = (callback: Callback, owner: string): Refusal | undefined =>
  owned(callback, owner) ?? (callback.ring === null ? undefined : 'ringing')

function rung(callback: Callback, { ringId, by, at }: Extract<CallbackChange, { do: 'ring' }>): Callback | Refusal {
  if (callback.ring?.ringId === ringId) return 'same'
  const mine = callback.state === 'open' ? changed(callback, { do: 'claim', by, at }) : callback
  if (typeof mine === 'string') return mine
  const refusal = owned(mine, by)
  if (refusal !== undefined) return refusal
  if (mine.ring !== null) return 'ringing'
  if (mine.caller === null) return 'no-number'
  const ring: Ring = { ringId, by, begunAt: at, callSid: null, stage: 'person' }
  return stepped(mine, { at, by, what: 'rang' }, { ring })
}

function withRing(callback: Callback, ringId: string, work: (ring: Ring) => Callback | Refusal): Callback | Refusal {
  return callback.ring?.ringId === ringId ? work(callback.ring) : 'no-such-ring'
}

/** A ring belongs to the first call that is named for it: another one was asked for twice, or is not ours. */
function onCall(callback: Callback, ring: Ring, callSid: string, stage: Ring['stage']): Callback | Refusal {
  if (ring.callSid !== null && ring.callSid !== callSid) return 'no-such-ring'
  if (ring.callSid === callSid && ring.stage === stage) return 'same'
  const attempts = callback.attempts + (stage === 'caller' && ring.stage === 'person' ? 1 : 0)
  return { ...callback, attempts, ring: { ...ring, callSid, stage } }
}

function stepped(
  callback: Callback,
  { at, by, what, result, talkSeconds }: CallbackStep,
  change: Partial<Callback>,
): Callback {
  const step: CallbackStep = {
    ...{ at, by, what },
    ...(result === undefined ? {} : { result }),
    ...(talkSeconds === undefined ? {} : { talkSeconds }),
  }
  return { ...callback, ...change, history: [...callback.history, step].slice(-mostSteps) }
}
