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
  return playback.items.flatMap((item): Effect[] => {
    const beforeMs = itemOf(state.playback, item.itemId)?.heardMs ?? 0
    if (Math.floor(beforeMs / stepMs) === Math.floor(item.heardMs / stepMs)) return []
    const { itemId, heardMs, receivedMs, sentAtMs } = item
    const text = heardWords(state.transcript.get(itemId) ?? '', heardMs, receivedMs)
    if (text === '') return []
    const entry = { kind: 'speaking', itemId, text, heardMs: Math.floor(heardMs) } as const
    return [{ do: 'journal', entry, ...(sentAtMs === undefined ? {} : { atMs: sentAtMs }) }]
  })
}
