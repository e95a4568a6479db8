import type { Entry } from './conversation.ts'
import { transcriptionModels } from './models.ts'
import { pause, unlessAborted } from './pause.ts'
import { languageOf } from './receptionist/language.ts'
import type { Stage } from './stage.ts'

const BYTES_PER_SECOND = 8_000

/** Tells what was said in a caller's item, some time later, if the session wants transcripts. */
export async function sendTranscript(stage: Stage, entry: Entry, closing: AbortSignal): Promise<void> {
  const { transcription } = stage.config().audio.input
  if (!transcription) return
  const trouble = stage.trouble.take('transcript')
  const lateMs = trouble?.is === 'late' ? trouble.ms : 0
  const waits = [
    unlessAborted(entry.hearing ?? Promise.resolve(), closing),
    pause(stage.pace.transcriptMs + lateMs, closing),
  ]
  if ((await Promise.all(waits)).includes(false)) return
  const place = { item_id: entry.item.id, content_index: 0 }
  if (trouble?.is === 'fails') {
    const error = {
      type: 'server_error',
      code: 'transcription_failed',
      message: 'Input transcription failed.',
      param: null,
    }
    stage.emit('conversation.item.input_audio_transcription.failed', { ...place, error })
    return
  }
  const transcript = entry.words ?? ''
  if (entry.item.type === 'message') entry.item = { ...entry.item, content: [{ type: 'input_audio', transcript }] }
  const language = languageOf(transcript)
  const knowsLanguages = transcriptionModels[transcription.model]?.hints === 'languages'
  if (transcript !== '') {
    stage.emit('conversation.item.input_audio_transcription.delta', { ...place, delta: transcript })
  }
  stage.emit('conversation.item.input_audio_transcription.completed', {
    ...place,
    transcript,
    usage: { type: 'duration', seconds: Math.ceil((entry.audio?.length ?? 0) / BYTES_PER_SECOND) },
    ...(knowsLanguages ? { languages: language ? [{ code: language }] : [] } : {}),
  })
}
