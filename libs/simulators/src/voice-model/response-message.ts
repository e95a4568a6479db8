import { BYTES_PER_MS } from '@frontdesk/audio/mulaw'
import type { Entry } from './conversation.ts'
import { newId } from './ids.ts'
import { pause } from './pause.ts'
import type { Language } from './receptionist/language.ts'
import { agentVoice, type Spoken, voiceReply } from './reply-voice.ts'
import type { ResponseJob } from './response-job.ts'
import type { Stage } from './stage.ts'
import type { TroubleAt } from './trouble.ts'
import type { MessageItem, Part } from './wire/item.ts'

type How = 'whole' | 'cut' | 'too-long'

const MS_PER_TOKEN = 50

interface Message {
  readonly entry: Entry
  readonly item: MessageItem
  /** What every event of its content carries. */
  readonly place: { response_id: string; item_id: string; output_index: number; content_index: number }
}

/** Says `text` as one item of a response, in its modality, and tells how far it came. */
export async function sendMessage(job: ResponseJob, stage: Stage, text: string, language: Language): Promise<How> {
  if (job.modality === 'text') return sendText(job, stage, text)
  const spoken = await voiceReply(stage.speech, text, language)
  stage.hearing.noteSaid(text, agentVoice(language))
  const message = openMessage(job, stage, { type: 'audio', transcript: '' })
  const { sentBytes, how, transcript } = await sendSound(job, stage, message, spoken)
  stage.emit('response.output_audio.done', message.place)
  stage.emit('response.output_audio_transcript.done', { ...message.place, transcript })
  if (!message.entry.truncated) message.entry.audio = spoken.audio.subarray(0, sentBytes)
  closeMessage(stage, message, { type: 'audio', transcript }, { type: 'output_audio', transcript }, how)
  return how
}

function sendText(job: ResponseJob, stage: Stage, text: string): How {
  const message = openMessage(job, stage, { type: 'text', text: '' })
  for (const delta of text.match(/\s*\S+/g) ?? []) stage.emit('response.output_text.delta', { ...message.place, delta })
  stage.emit('response.output_text.done', { ...message.place, text })
  closeMessage(stage, message, { type: 'text', text }, { type: 'output_text', text }, 'whole')
  return 'whole'
}

function openMessage(job: ResponseJob, stage: Stage, part: object): Message {
  const id = newId('item')
  const item = {
    id,
    object: 'realtime.item',
    type: 'message',
    status: 'in_progress',
    role: 'assistant',
    content: [],
  } as const
  const entry: Entry = { item, ...(job.modality === 'audio' ? { audio: new Uint8Array() } : {}) }
  const output_index = job.output.push(entry) - 1
  stage.emit('response.output_item.added', { response_id: job.id, output_index, item })
  if (!job.outOfBand) {
    const previous_item_id = stage.conversation.add(entry)
    stage.emit('conversation.item.added', { previous_item_id, item })
  }
  const place = { response_id: job.id, item_id: id, output_index, content_index: 0 }
  stage.emit('response.content_part.added', { ...place, part })
  return { entry, item, place }
}

function closeMessage(stage: Stage, { entry, item, place }: Message, part: object, content: Part, how: How): void {
  const status = how === 'whole' ? 'completed' : 'incomplete'
  const kept: Part = entry.truncated ? { type: 'output_audio' } : content
  entry.item = { ...item, status, content: [kept] }
  stage.emit('response.content_part.done', { ...place, part })
  const inConversation = stage.conversation.entries.includes(entry)
  if (inConversation) {
    const previous_item_id = stage.conversation.previousOf(item.id)
    stage.emit('conversation.item.done', { previous_item_id, item: entry.item })
  }
  const { response_id, output_index } = place
  stage.emit('response.output_item.done', { response_id, output_index, item: entry.item })
}

/** Chunk by chunk ahead of real time, each with the words that begin in it before it. */
async function sendSound(job: ResponseJob, stage: Stage, { entry, place }: Message, spoken: Spoken) {
  const { chunkMs, audioSpeed } = stage.pace
  const trouble = job.outOfBand ? undefined : stage.trouble.take('speech')
  const limitBytes = job.maxTokens === 'inf' ? Number.POSITIVE_INFINITY : job.maxTokens * MS_PER_TOKEN * BYTES_PER_MS
  const startedAt = performance.now()
  let transcript = ''
  for (let at = 0; at < spoken.audio.length; at += chunkMs * BYTES_PER_MS) {
    const end = Math.min(at + chunkMs * BYTES_PER_MS, spoken.audio.length)
    const dueAt = startedAt + at / BYTES_PER_MS / audioSpeed
    if (!(await pause(dueAt - performance.now(), job.abort.signal)))
      return { sentBytes: at, how: 'cut' as const, transcript }
    if (at >= limitBytes) return { sentBytes: at, how: 'too-long' as const, transcript }
    for (const word of spoken.words.filter((each) => each.at >= at && each.at < end)) {
      transcript += word.text
      stage.emit('response.output_audio_transcript.delta', { ...place, delta: word.text })
    }
    const delta = Buffer.from(spoken.audio.subarray(at, end)).toString('base64')
    stage.emit('response.output_audio.delta', { ...place, delta })
    if (!entry.truncated) entry.audio = spoken.audio.subarray(0, end)
    if (trouble && at / BYTES_PER_MS <= trouble.afterMs && trouble.afterMs < end / BYTES_PER_MS) strike(trouble, stage)
  }
  return { sentBytes: spoken.audio.length, how: 'whole' as const, transcript }
}

function strike(trouble: TroubleAt<'speech'>, { socket, emit }: Stage): void {
  switch (trouble.is) {
    case 'dies':
      socket.die(trouble.closeCode)
      break
    case 'stalls':
      socket.stall()
      break
    case 'bad-frame':
      socket.raw('{"type":"response.output_audio.delta","delta":')
      break
    case 'error-event': {
      const { code, message } = trouble
      emit('error', { error: { type: 'server_error', code, message, param: null, event_id: null } })
      break
    }
    default:
      trouble satisfies never
  }
}
