/**
 * A piece of the agent's voice, of which most of what a session sends consists. Read by one pattern it is not parsed, only
 * passed on; whatever the pattern does not take is parsed in full, so that nothing is judged any differently.
 */
export interface AudioDelta {
  readonly type: 'response.output_audio.delta'
  readonly response_id: string
  readonly item_id: string
  readonly delta: string
}

const type = 'response.output_audio.delta'
const id = '"([\\w.-]{1,200})"'
const usual = new RegExp(
  `^\\{(?:"event_id":"[\\w.-]+",)?"type":"${type.replaceAll('.', '\\.')}",(?:"event_id":"[\\w.-]+",)?"response_id":${id},"item_id":${id},"output_index":\\d+,"content_index":\\d+,"delta":"([A-Za-z0-9+/]{2,}={0,2})"(?:,"obfuscation":"\\w*")?\\}$`,
)

/** The piece, or undefined for a text that needs the full parse. */
export function readAudioDelta(text: string): AudioDelta | undefined {
  const [, responseId, itemId, delta] = usual.exec(text) ?? []
  if (responseId === undefined || itemId === undefined || delta === undefined || delta.length % 4 !== 0)
    return undefined
  return { type, response_id: responseId, item_id: itemId, delta }
}
