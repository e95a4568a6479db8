import type { FrontdeskEvent } from '@frontdesk/events'
import type { Store } from './memory-records.ts'
import type { Item, Scene } from './scene.ts'

export interface Seen {
  readonly store: Store
  readonly callId: string
  readonly ended: readonly FrontdeskEvent[]
  readonly timersLeft: number
}

/** What the journal may not have had time to take when a gateway died. */
const unwrittenMs = 1_000
/**
 * From when a model has noticed, half a second late, that the caller is silent: three seconds in all, and a piece until it counts
 * as heard (I7). And with a gateway that was lost and fetched back.
 */
const mostWaitedMs = 2_600
const mostTroubledMs = 25_000

/** Holds what the simulators saw against what must always be true; what they saw on the way they have told already. */
export function judge(scene: Scene, seen: Seen): void {
  oneEnd(scene, seen)
  nothingForgotten(scene, seen)
  greetedOnce(scene)
  neverDeadAir(scene)
  if (seen.timersLeft > 0) scene.violated(`${seen.timersLeft} timers are left`)
}

/** I1 */
function oneEnd(scene: Scene, { store, callId, ended }: Seen): void {
  const row = store.rows.get(callId)
  if (row?.call.end === undefined) scene.violated('the call has no end')
  else if (!row.published) scene.violated('nobody was told of the end')
  const ends = new Set(ended.map(({ data }) => JSON.stringify(data)))
  if (ends.size > 1) scene.violated(`the call has ${ends.size} ends`)
}

/** Heard while something died, or with marks that nobody echoed: then nobody can know, or had the time to write it down. */
function excuses({ troubledAtMs, faults }: Scene, { heardMs, heardAtMs }: Item): boolean {
  if (faults.struck.some(({ fault }) => fault === 'marks-stop' || fault === 'half-open')) return true
  return troubledAtMs.some((atMs) => atMs > heardAtMs - heardMs - unwrittenMs && atMs < heardAtMs + unwrittenMs)
}

/** What was heard stands in the journal, and what a tool did was told to the model while there was one to tell. */
function nothingForgotten(scene: Scene, { store, callId }: Seen): void {
  const journal = store.journal.get(callId) ?? []
  const written = new Set(journal.flatMap((entry) => (entry.kind === 'utterance' ? [entry.itemId] : [])))
  for (const item of scene.items) {
    if (item.heardMs < 700 || written.has(item.itemId) || excuses(scene, item)) continue
    scene.violated(`item ${item.number} was heard and is not in the journal`)
  }
  const answered = new Set(journal.flatMap((entry) => (entry.kind === 'tool-answered' ? [entry.toolCallId] : [])))
  const lastSession = journal.findLastIndex((entry) => entry.kind === 'session-started')
  const askerMayBeGone = scene.faults.struck.some(({ fault }) => fault === 'crash' || fault === 'release')
  journal.forEach((entry, index) => {
    if (entry.kind !== 'tool-requested' || answered.has(entry.toolCallId)) return
    // Whoever asked is gone, and the call was over before anybody could ask again: the ledger alone has what became of it.
    if (askerMayBeGone && index > lastSession) return
    scene.violated('a call has no answer in the journal')
  })
  for (const { wish, told, settledAtMs } of scene.outcomes.values()) {
    const wentOn = scene.utterances.some(({ committedAtMs = 0 }) => committedAtMs > settledAtMs + unwrittenMs)
    if (!told && wentOn) scene.violated(`what became of ${wish} was never told`)
  }
}

/** A greeting that was heard is not begun again. */
function greetedOnce(scene: Scene): void {
  for (const item of scene.items) {
    if (!item.isGreeting || item.heardMs < 500 || excuses(scene, item)) continue
    if (scene.greetingsAskedAtMs.some((atMs) => atMs > item.heardAtMs)) scene.violated('the caller is greeted again')
  }
}

/**
 * I7, as far as this can be told from outside: who has said something hears the agent again, or the call is over; or they talk
 * on, and wait from then.
 */
function neverDeadAir(scene: Scene): void {
  for (const { number, committedAtMs, heardAgainAtMs } of scene.utterances) {
    if (committedAtMs === undefined || heardAgainAtMs === undefined) continue
    const wentOnAtMs = scene.utterances[number + 1]?.beganAtMs ?? heardAgainAtMs
    const untilMs = Math.min(heardAgainAtMs, Math.max(wentOnAtMs, committedAtMs))
    const isTroubled = scene.troubledAtMs.some((atMs) => atMs > committedAtMs - 2_000 && atMs < untilMs)
    const waitedMs = untilMs - committedAtMs
    if (waitedMs > (isTroubled ? mostTroubledMs : mostWaitedMs)) {
      scene.violated(`utterance ${number} waited ${Math.round(waitedMs)} ms for the agent's voice`)
    }
  }
}
