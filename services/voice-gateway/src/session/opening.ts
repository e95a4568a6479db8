import { backSentence } from './back.ts'
import type { CallState } from './call-state.ts'
import { sayGoodbye } from './ending.ts'
import { isOurs, isUnheard } from './playback.ts'
import { wantReply } from './replying.ts'
import { exactly } from './sentences.ts'

/**
 * The call as it is when it is opened: with the line's greeting, word for word, or by going on where it was. Undefined when
 * it is open. A greeting of which nothing reached the caller's ear is begun again, and so is the word about the interruption,
 * which was as long as the loss of a gateway lasts: the caller heard it, and is told in one sentence.
 */
export function opens(state: CallState): CallState | undefined {
  const silent = !state.playback.items.some((item) => !isOurs(item) && isUnheard(item))
  if (state.opening === 'resume' || (state.opening === 'excusing' && silent)) {
    // An answer that is owed already follows behind it.
    const say = state.back === undefined ? excuse : exactly(backSentence(state.back))
    return wantReply({ ...state, opening: 'excusing', replies: { ...state.replies, wanted: undefined } }, { say })
  }
  const nothingHeard = state.opening === 'greeting' && silent
  if (state.opening !== 'greet' && !nothingHeard) return undefined
  const say = `Open the call by saying exactly: "${state.rules.greeting}" Say nothing else.`
  return wantReply({ ...state, opening: 'greeting' }, { say })
}

const excuse =
  'The line was interrupted for a moment. In the language of the conversation, say exactly: "Sorry, the line was interrupted for a moment." (In German: "Entschuldigung, die Leitung war kurz unterbrochen.") Say nothing else.'

/** The word about the interruption is said: the agent goes on where the call was, if only to say goodbye. */
export function excused(state: CallState): CallState {
  if (state.opening !== 'excusing') return state
  const done: CallState = { ...state, opening: 'done', back: undefined }
  // A caller who is back from people was asked something: it is their turn.
  if (done.replies.wanted !== undefined || state.back !== undefined) return done
  return wantReply(done, state.aim.is === 'hang-up' ? { say: sayGoodbye } : {})
}
