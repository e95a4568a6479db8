import { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { Language } from '@frontdesk/line'
import type { CallState } from './call-state.ts'
import { type Decision, doing, note, stay } from './decision.ts'
import { itemOf, ourSession, over, received } from './playback.ts'
import { wantReply } from './replying.ts'
import { exactly, sentence } from './sentences.ts'
import { spoken } from './transcript.ts'

/**
 * "One moment, please" in the agent's own voice, as audio that we hold: to be played when there is no model to say it. The
 * carrier cannot speak while a media stream is open, so the voice is had beforehand: the model is asked once, beside the
 * conversation, and what it says is kept for every later call in the same voice and language (see running/clip-shelf.ts).
 */
export interface Clips {
  readonly held: Readonly<Partial<Record<Language, string>>>
  /** Asked for in this session. */
  readonly asked: readonly Language[]
}

export const clipName = (language: Language): string => `one-moment-${language}`

/** Has the model speak the clip of the call's language, if it can and nobody has yet. */
export function askForClip(state: CallState): Decision {
  const { clips, language, connection, rules } = state
  if (rules.capabilities.aside !== true || connection.is !== 'ready') return stay(state)
  if (clips.held[language] !== undefined || clips.asked.includes(language)) return stay(state)
  const asked: CallState = { ...state, clips: { ...clips, asked: [...clips.asked, language] } }
  const instructions = exactly(sentence('oneMoment', language))
  return doing(asked, { do: 'say-aside', name: clipName(language), instructions })
}

export function onAsideSpoken(state: CallState, name: string, audio: string): Decision {
  const language = state.rules.languages.find((each) => clipName(each) === name)
  if (language === undefined || audio === '') return stay(state)
  return stay({ ...state, clips: { ...state.clips, held: { ...state.clips.held, [language]: audio } } })
}

/**
 * Tells the caller that it takes a moment: by the clip; without one by the model, where that is there and idle. The clip is
 * in the account of what is heard as an item of no session, so that no model is told to unsay it.
 */
export function sayOneMoment(state: CallState, nth: number, atMs: number): Decision {
  const { language, rules } = state
  const text = sentence('oneMoment', language)
  const clip = state.clips.held[language]
  if (clip === undefined) {
    const isIdle = state.connection.is === 'ready' && state.replies.active.is === 'none'
    return isIdle ? stay(wantReply(state, { say: exactly(text) })) : doing(state, note('filler-missing'))
  }
  const itemId = `one-moment-${Math.round(atMs)}-${nth}`
  const of = { itemId, responseId: itemId, session: ourSession }
  const audio = PassingAudio.of(clip)
  const { accepted, playback } = received(state.playback, of, audio.ms, rules.settings.queuedMs)
  if (!accepted) return stay(state)
  const whole = over(playback, (item) => item === itemOf(playback, itemId), 'whole')
  const saying: CallState = {
    ...state,
    playback: whole.playback,
    transcript: spoken(state.transcript, itemId, text, true),
  }
  return doing(saying, note('filler'), { do: 'play', itemId, audio })
}
