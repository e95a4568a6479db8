import type { CallState } from './call-state.ts'
import type { Effect } from './effect.ts'
import { itemOf, type Playback } from './playback.ts'
import { heardWords } from './transcript.ts'

/**
 * Tells the journal, every second of what is heard, how far the agent's sentence came: should this gateway die in the middle
 * of it, the next one knows what was being said. `playback` is what follows the state's own.
 */
export function speakingOn(state: CallState, playback: Playback): readonly Effect[] {
  const stepMs = state.rules.settings.speakingKeptEveryMs
  const steps = (heardMs: number) => Math.floor(heardMs / stepMs)
  const told: Effect[] = []
  for (const item of playback.items) {
    const { itemId, heardMs, receivedMs, sentAtMs } = item
    if (steps(itemOf(state.playback, itemId)?.heardMs ?? 0) === steps(heardMs)) continue
    const text = heardWords(state.transcript.get(itemId) ?? '', heardMs, receivedMs)
    if (text === '') continue
    const entry = { kind: 'speaking', itemId, text, heardMs: Math.floor(heardMs) } as const
    told.push({ do: 'journal', entry, ...(sentAtMs === undefined ? {} : { atMs: sentAtMs }) })
  }
  return told
}
