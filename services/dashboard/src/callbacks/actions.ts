import { randomBytes } from 'node:crypto'
import { stamp } from '@frontdesk/process/clock'
import type { Callback, CallbackChange, Changed, Refusal } from '@frontdesk/records'
import { maySee, type Staff } from '../auth/staff.ts'
import type { Desk } from '../desk.ts'

/** What a member of staff may do about a callback, as the page's addresses name it. */
export const actions = ['claim', 'ring', 'done', 'gave-up', 'hand-back', 'take-over'] as const
export type Action = (typeof actions)[number]

/** What came of it. `same`: it stood so already, as after a second click. */
export type Acted =
  | { readonly ok: true; readonly callback: Callback }
  | { readonly ok: false; readonly why: Refusal | 'no-own-number' | 'not-placed' | 'not-known' }

/** @param from the owner whom the person saw, from whom they take it over */
export async function act(
  desk: Desk,
  person: Staff,
  { callbackId, action, from = '' }: { readonly callbackId: string; readonly action: Action; readonly from?: string },
): Promise<Acted> {
  const callback = await desk.records.callbacks.find(callbackId)
  // Whose callers one may not see, one is not told that they exist.
  if (callback === undefined || !maySee(person, callback.lineId)) return { ok: false, why: 'unknown' }
  if (action === 'ring') return ringBack(desk, person, callback)
  const change = changeOf(action, { from, by: person.name, at: nowOf(desk) })
  const acted = toActed(await desk.records.callbacks.change(callbackId, change))
  if (acted.ok) desk.log.info('a callback was worked on', { callId: callback.callId, callbackId, action })
  return acted
}

function changeOf(
  action: Exclude<Action, 'ring'>,
  { from, by, at }: Record<'from' | 'by' | 'at', string>,
): CallbackChange {
  switch (action) {
    case 'claim':
      return { do: 'claim', by, at }
    case 'take-over':
      return { do: 'take-over', from, by, at }
    case 'hand-back':
      return { do: 'hand-back', by, at }
    case 'done':
    case 'gave-up':
      return { do: 'finish', as: action, by, at }
    default:
      return action satisfies never
  }
}

/**
 * Rings the person, who then decides to have the caller rung. The ring stands on the callback before the carrier hears of it:
 * a second click finds it there. Asking the carrier is not repeated, since it cannot be told that it is the same call.
 */
async function ringBack(desk: Desk, person: Staff, { callbackId, callId, lineId }: Callback): Promise<Acted> {
  const { callbacks } = desk.records
  const line = desk.lines.get(lineId)
  if (person.number === null) return { ok: false, why: 'no-own-number' }
  if (line === undefined) return { ok: false, why: 'unknown' }
  const ringId = randomBytes(16).toString('hex')
  const begun = await callbacks.change(callbackId, { do: 'ring', ringId, by: person.name, at: nowOf(desk) })
  if (!begun.ok) return toActed(begun)
  const asked = await desk.carrier.ring({ to: person.number, from: line.number, callbackId, ringId })
  if (asked.placed === 'yes') {
    desk.log.info('a member of staff is rung for a callback', { callId, callbackId })
    return toActed(await callbacks.change(callbackId, { do: 'ring-is', ringId, callSid: asked.callSid }))
  }
  if (asked.placed === 'no') {
    desk.log.warn('the carrier refused to ring a member of staff', { callId, callbackId })
    await callbacks.change(callbackId, { do: 'end-ring', ringId, result: 'not-placed', at: nowOf(desk) })
    return { ok: false, why: 'not-placed' }
  }
  // The carrier names the call to the gateway when it rings; the watch ends a ring that nobody ever heard of.
  desk.log.warn('nobody knows whether a member of staff is rung', { callId, callbackId, error: asked.error })
  return { ok: false, why: 'not-known' }
}

function toActed(changed: Changed): Acted {
  if (changed.ok) return changed
  const { why, callback } = changed
  // As wished, or the ring moved on before we came to note its name.
  if (callback !== undefined && (why === 'same' || why === 'no-such-ring')) return { ok: true, callback }
  return { ok: false, why }
}

const nowOf = (desk: Pick<Desk, 'clock'>): string => stamp(desk.clock.now())
