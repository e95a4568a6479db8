import type { Language, Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { ModelEvent, VoiceModel } from '../../model/voice-model.ts'
import { clipName } from '../clips.ts'
import { exactly, sentence } from '../sentences.ts'
import type { ClipShelf } from './clip-shelf.ts'

export interface ClipMaking {
  readonly model: VoiceModel
  readonly clips: ClipShelf
  readonly clock: Pick<Clock, 'after'>
  readonly log: Log
  /** Aborted when nobody needs them any more. */
  readonly signal: AbortSignal
}

const withinMs = 15_000

/**
 * Has the model speak "one moment, please" in the lines' voices and languages before anybody rings, one session a voice: so that
 * the very first caller hears it too, even one whose session is not there yet. What cannot be had is logged and left to the
 * first call. Never throws.
 */
export async function makeClips(lines: readonly Line[], making: ClipMaking): Promise<void> {
  if (making.model.capabilities.aside !== true) return
  for (const line of lines) {
    const missing = line.languages.filter((language) => making.clips.of(line)[language] === undefined)
    if (missing.length === 0 || making.signal.aborted) continue
    const cause = await makeFor(line, missing, making)
    const made = missing.filter((language) => making.clips.of(line)[language] !== undefined)
    const facts = { voice: line.agent.voice, languages: made }
    if (made.length === missing.length) making.log.info('"one moment" is ready to be said in a voice', facts)
    else making.log.warn('"one moment" could not be had before the first call in a voice', { ...facts, cause })
  }
}

/** Resolves to why it came to an end, when every language was spoken or none will be any more. */
function makeFor(line: Line, languages: readonly Language[], making: ClipMaking): Promise<string> {
  const { model, clips, clock, signal } = making
  const { promise, resolve } = Promise.withResolvers<string>()
  const waiting = new Set(languages)
  const hear = (event: ModelEvent) => {
    if (event.kind === 'ready') {
      for (const language of languages) session.sayAside(clipName(language), exactly(sentence('oneMoment', language)))
    }
    if (event.kind === 'ended') resolve(event.code)
    if (event.kind !== 'aside-spoken') return
    const language = languages.find((each) => clipName(each) === event.name)
    if (language === undefined || !waiting.delete(language)) return
    if (event.audio !== '') clips.keep(line, { [language]: event.audio })
    if (waiting.size === 0) resolve('spoken')
  }
  const instructions = 'You speak single sentences, word for word as you are told.'
  const session = model.open({ instructions, tools: [], voice: line.agent.voice, languages: line.languages }, hear)
  const tooLate = clock.after(withinMs, () => resolve('too-late'))
  const leave = () => resolve('leaving')
  signal.addEventListener('abort', leave, { once: true })
  return promise.finally(() => {
    signal.removeEventListener('abort', leave)
    tooLate[Symbol.dispose]()
    session.close()
  })
}
