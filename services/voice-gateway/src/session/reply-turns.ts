/**
 * Whose turn it is to create a response. The model takes one at a time: a `create` while one is active is an error, and so
 * is a cancel of none. So a reply is *wanted* until nothing is active and the caller is not speaking, and only then asked
 * for. Wishes do not queue: one answer answers everything that the conversation holds by then.
 */
export interface ReplyTurns {
  readonly active: Active
  readonly wanted: Reply | undefined
  /** The caller speaks: no reply begins until the utterance is complete. */
  readonly held: boolean
}

export type Active =
  | { readonly is: 'none' }
  /** Asked for; the model has not said that it began. */
  | { readonly is: 'asked' }
  /** `responseId` is unknown of one that we did not ask for and only heard of. */
  | { readonly is: 'running'; readonly responseId: string | undefined }
  /** Told to stop; what still arrives of it is dropped. `responseId` is unknown when it was stopped before it began. */
  | { readonly is: 'cancelling'; readonly responseId: string | undefined }

/** `say`: exactly as instructed. Otherwise an answer to what the conversation holds. `must`: no answer stands in for it. */
export type Reply = { readonly say?: string; readonly must?: true }

export const quiet: ReplyTurns = { active: { is: 'none' }, wanted: undefined, held: false }

/** An answer covers a wish to say something fixed, unless that must be said; the reverse does not hold. */
export function want(turns: ReplyTurns, reply: Reply): ReplyTurns {
  const { wanted } = turns
  const covers = wanted !== undefined && (wanted.say === undefined || wanted.must === true)
  return covers && reply.must !== true ? turns : { ...turns, wanted: reply }
}

export const hold = (turns: ReplyTurns): ReplyTurns => ({ ...turns, held: true })
export const letGo = (turns: ReplyTurns): ReplyTurns => ({ ...turns, held: false })

/** The reply to ask for now, if it is its turn. */
export function next(turns: ReplyTurns): { readonly turns: ReplyTurns; readonly reply: Reply | undefined } {
  if (turns.active.is !== 'none' || turns.held || turns.wanted === undefined) return { turns, reply: undefined }
  return { turns: { ...turns, active: { is: 'asked' }, wanted: undefined }, reply: turns.wanted }
}

export function started(turns: ReplyTurns, responseId: string): ReplyTurns {
  const is = turns.active.is === 'cancelling' ? 'cancelling' : 'running'
  return { ...turns, active: { is, responseId } }
}

/** The response is over, however it ended. One that is not the active one changes nothing. */
export function ended(turns: ReplyTurns, responseId: string): ReplyTurns {
  const { active } = turns
  if (active.is !== 'running' && active.is !== 'cancelling') return turns
  return (active.responseId ?? responseId) === responseId ? { ...turns, active: { is: 'none' } } : turns
}

/** What was asked for will not come yet, since another response is active: it is wanted still. */
export const busy = (turns: ReplyTurns): ReplyTurns =>
  want({ ...turns, active: { is: 'running', responseId: undefined } }, {})

/** What was asked for will not come. */
export const refused = (turns: ReplyTurns): ReplyTurns => ({ ...turns, active: { is: 'none' } })

/** Whether there is something to cancel, and the turns in which it is being cancelled. */
export function cancel(turns: ReplyTurns): { readonly turns: ReplyTurns; readonly cancelled: boolean } {
  const { active } = turns
  if (active.is === 'none' || active.is === 'cancelling') return { turns, cancelled: false }
  const responseId = active.is === 'running' ? active.responseId : undefined
  return { turns: { ...turns, active: { is: 'cancelling', responseId } }, cancelled: true }
}

export const isActive = (turns: ReplyTurns): boolean => turns.active.is !== 'none'
/** Whether a reply is under way or will be. */
export const isOwed = (turns: ReplyTurns): boolean => isActive(turns) || turns.wanted !== undefined
export const isBeingCancelled = (turns: ReplyTurns, responseId: string): boolean =>
  turns.active.is === 'cancelling' && (turns.active.responseId ?? responseId) === responseId
