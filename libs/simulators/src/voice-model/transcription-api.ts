import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { encodeMulaw, SAMPLE_RATE } from '@frontdesk/audio/mulaw'
import { parseWav, type Wav, WavError } from '@frontdesk/audio/wav'
import { noSuchModel, type Refusal } from './admission.ts'
import { ApiError, invalidValue } from './api-error.ts'
import type { Hearing } from './hearing.ts'
import { transcriptionModels } from './models.ts'
import { languageOf } from './receptionist/language.ts'

const MOST_BYTES = 25 * 1024 * 1024
/** What stands around the file in a form. */
const FORM_BYTES = 64 * 1024

/** What a file was asked to be written down of. Never its text. */
export interface FileAsked {
  readonly model: string
  readonly fileBytes: number
  readonly seconds: number
  readonly status: number
}

export interface FileAnswer {
  readonly status: number
  readonly body: unknown
  readonly asked: FileAsked
}

/** `POST /v1/audio/transcriptions`: a WAV of PCM16 or mu-law, one utterance or several, written down as one text. */
export async function transcribeFile(request: IncomingMessage, hearing: Hearing): Promise<FileAnswer> {
  const asked = { model: '', fileBytes: 0, seconds: 0 }
  try {
    const form = await readForm(request)
    asked.model = knownModel(form)
    const bytes = await fileIn(form)
    asked.fileBytes = bytes.length
    const samples = telephoneSamples(readWav(bytes))
    asked.seconds = samples.length / SAMPLE_RATE
    const text = (await hearing.transcribe(encodeMulaw(samples))) ?? ''
    const language = languageOf(text)
    const languages =
      transcriptionModels[asked.model]?.hints === 'languages' && language ? { languages: [{ code: language }] } : {}
    const body = { text, usage: { type: 'duration', seconds: Math.ceil(asked.seconds) }, ...languages }
    return { status: 200, body, asked: { ...asked, status: 200 } }
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    const { status, error: told } = error.refusal
    return { status, body: { error: told.body() }, asked: { ...asked, status } }
  }
}

class FileRefused extends Error {
  readonly refusal: Refusal

  constructor(status: number, error: ApiError) {
    super(error.message)
    this.refusal = { status, error }
  }
}

async function readForm(request: IncomingMessage): Promise<FormData> {
  const contentType = request.headers['content-type'] ?? ''
  if (!contentType.startsWith('multipart/form-data')) {
    throw new FileRefused(400, invalidValue('The request must be multipart/form-data.', 'file'))
  }
  const body = await readBody(request)
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new FileRefused(400, invalidValue('The form could not be read.', 'file'))
  }
}

/** @throws FileRefused as soon as it is known to be too much */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = new ApiError('file_too_large', 'Maximum content size limit (26214400 bytes) exceeded.', 'file')
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES + FORM_BYTES) throw new FileRefused(413, tooLarge)
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= MOST_BYTES + FORM_BYTES) chunks.push(chunk)
  })
  await finished(request)
  if (length > MOST_BYTES + FORM_BYTES) throw new FileRefused(413, tooLarge)
  return Buffer.concat(chunks)
}

function knownModel(form: FormData): string {
  const model = form.get('model')
  if (typeof model !== 'string') {
    throw new FileRefused(
      400,
      new ApiError('missing_required_parameter', "Missing required parameter: 'model'.", 'model'),
    )
  }
  if (transcriptionModels[model]?.files !== true) throw new FileRefused(404, noSuchModel(model))
  const format = form.get('response_format')
  if (format !== null && format !== 'json') {
    throw new FileRefused(400, invalidValue("This simulator answers in 'json'.", 'response_format'))
  }
  if (form.get('stream') === 'true')
    throw new FileRefused(400, invalidValue('This simulator does not stream.', 'stream'))
  return model
}

async function fileIn(form: FormData): Promise<Uint8Array> {
  const file = form.get('file')
  if (!(file instanceof Blob)) {
    throw new FileRefused(
      400,
      new ApiError('missing_required_parameter', "Missing required parameter: 'file'.", 'file'),
    )
  }
  if (file.size > MOST_BYTES)
    throw new FileRefused(413, new ApiError('file_too_large', 'The file is larger than 25 MB.', 'file'))
  return new Uint8Array(await file.arrayBuffer())
}

function readWav(bytes: Uint8Array): Wav {
  try {
    return parseWav(bytes)
  } catch (error) {
    if (!(error instanceof WavError)) throw error
    const message = `Audio file might be corrupted or unsupported (this simulator reads WAV): ${error.message}`
    throw new FileRefused(400, new ApiError('invalid_value', message, 'file'))
  }
}

/** One channel at 8 kHz. */
function telephoneSamples({ samples, sampleRate }: Wav): Int16Array {
  const step = sampleRate / SAMPLE_RATE
  if (!Number.isInteger(step)) {
    throw new FileRefused(400, invalidValue(`This simulator reads multiples of 8000 Hz, not ${sampleRate}.`, 'file'))
  }
  const length = Math.floor((samples[0]?.length ?? 0) / step)
  return Int16Array.from({ length }, (_, i) => {
    let sum = 0
    for (const channel of samples) for (let j = 0; j < step; j++) sum += channel[i * step + j] ?? 0
    return Math.round(sum / (step * samples.length))
  })
}
