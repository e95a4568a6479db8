/** Models that a voice session can be opened with, and whether they reason. Those that OpenAI has taken away are not here. */
export const realtimeModels: Readonly<Record<string, { readonly reasons: boolean }>> = {
  'gpt-realtime-2.1': { reasons: true },
  'gpt-realtime-2.1-mini': { reasons: true },
  'gpt-realtime-2': { reasons: true },
  'gpt-realtime-1.5': { reasons: false },
  'gpt-realtime': { reasons: false },
  'gpt-realtime-2025-08-28': { reasons: false },
  'gpt-realtime-mini': { reasons: false },
  'gpt-realtime-mini-2025-12-15': { reasons: false },
}

/** Models that write down what was said: in a voice session, in files, and what they are told beforehand. */
export const transcriptionModels: Readonly<
  Record<string, { readonly live: boolean; readonly files: boolean; readonly hints: 'languages' | 'language' }>
> = {
  'gpt-transcribe': { live: true, files: true, hints: 'languages' },
  'gpt-live-transcribe': { live: true, files: false, hints: 'languages' },
  'gpt-realtime-whisper': { live: true, files: false, hints: 'language' },
  'gpt-4o-transcribe': { live: true, files: true, hints: 'language' },
  'gpt-4o-mini-transcribe': { live: true, files: true, hints: 'language' },
  'gpt-4o-mini-transcribe-2025-12-15': { live: true, files: true, hints: 'language' },
  'whisper-1': { live: true, files: true, hints: 'language' },
}

export const voiceNames = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
] as const
