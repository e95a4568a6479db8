import type OpenAI from 'openai'
import type { Hints, Transcriber } from './transcriber.ts'

export interface OpenAITranscription {
  readonly apiKey: string
  /** `http(s)://…/v1` */
  readonly baseUrl: string
  readonly model: string
}

/** The client repeats what failed in transport, was throttled, or was the other side's trouble, with back-off. */
const maxRetries = 3
const timeoutMs = 30_000

/** OpenAI's transcription API: https://platform.openai.com/docs/api-reference/audio/createTranscription */
export function openaiTranscriber({ apiKey, baseUrl, model }: OpenAITranscription): Transcriber {
  let client: Promise<OpenAI> | undefined
  // Loaded at the first call: importing it takes longer than the rest of the service.
  const connect = async () => {
    const { default: Client } = await import('openai')
    return new Client({ apiKey, baseURL: baseUrl, maxRetries, timeout: timeoutMs, logLevel: 'off' })
  }
  return {
    model,
    async transcribe(wav, hints, signal) {
      client ??= connect()
      const openai = await client
      // A name with an extension and a type: by them the container is recognised.
      const file = new File([new Uint8Array(wav)], 'utterance.wav', { type: 'audio/wav' })
      const asked = { file, model, response_format: 'json', ...hintsFor(model, hints) } as const
      const { text, usage } = await openai.audio.transcriptions.create(asked, { signal })
      return { text, seconds: usage?.type === 'duration' ? usage.seconds : undefined }
    },
  }
}

/** `languages` and `keywords` are of the family of gpt-transcribe; earlier models take one language, and refuse the plural. */
function hintsFor(model: string, { languages, keywords }: Hints) {
  if (model.startsWith('gpt-transcribe')) {
    return {
      ...(languages.length > 0 ? { languages: [...languages] } : {}),
      ...(keywords.length > 0 ? { keywords: [...keywords] } : {}),
    }
  }
  const [only, ...others] = languages
  return only !== undefined && others.length === 0 ? { language: only } : {}
}
