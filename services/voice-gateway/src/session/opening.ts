import type { CallState } from './call-state.ts'
import { runs } from './playback.ts'
import { wantReply } from './replying.ts'

/**
 * The call as it is when it is opened: with the line's greeting, word for word, or by going on where it was. Undefined when
 * it is open. A greeting of which nothing reached the caller's ear is begun again.
 */
export function opens(state: CallState): CallState | undefined {
  if (state.opening === 'resume') return wantReply({ ...state, opening: 'done' })
  const nothingHeard = state.opening === 'greeting' && !runs(state.playback)
  if (state.opening !== 'greet' && !nothingHeard) return undefined
  const say = `Open the call by saying exactly: "${state.rules.greeting}" Say nothing else.`
  return wantReply({ ...state, opening: 'greeting' }, { say })
}
