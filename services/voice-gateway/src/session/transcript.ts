/**
 * The agent's words while they are being spoken, by item. They leave when the item was heard, or cut off. What the caller
 * said is never held: it goes to the journal as it comes.
 */
export type Transcript = ReadonlyMap<string, string>

export const noWords: Transcript = new Map()

/** `final` is all the words, in place of the pieces that came before. */
export function spoken(transcript: Transcript, itemId: string, text: string, final: boolean): Transcript {
  return new Map(transcript).set(itemId, final ? text : (transcript.get(itemId) ?? '') + text)
}

export function without(transcript: Transcript, itemIds: readonly string[]): Transcript {
  if (!itemIds.some((itemId) => transcript.has(itemId))) return transcript
  const rest = new Map(transcript)
  for (const itemId of itemIds) rest.delete(itemId)
  return rest
}

/**
 * The words that were heard when `heardMs` of `receivedMs` were: by length, in whole words, since the model's transcript
 * carries no times. Rounds down: a word that was half heard was not heard.
 */
export function heardWords(text: string, heardMs: number, receivedMs: number): string {
  if (receivedMs <= 0 || heardMs <= 0) return ''
  if (heardMs >= receivedMs) return text.trim()
  const cut = Math.floor((text.length * heardMs) / receivedMs)
  if (cut >= text.length || /\s/.test(text.charAt(cut))) return text.slice(0, cut).trim()
  const lastSpace = text.slice(0, cut).search(/\s\S*$/)
  return lastSpace < 0 ? '' : text.slice(0, lastSpace).trim()
}
