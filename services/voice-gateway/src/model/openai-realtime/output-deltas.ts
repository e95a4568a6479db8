import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { AsciiReader, asciiBytes, type KnownName, knownName } from '../../websocket/ascii-reader.ts'

/** A piece of the agent's voice, or of its words. */
export type OutputDelta = { readonly response_id: string; readonly item_id: string } & (
  | { readonly type: 'response.output_audio.delta'; readonly delta: PassingAudio }
  | { readonly type: 'response.output_audio_transcript.delta'; readonly delta: string }
)

const opens = asciiBytes('{')
const eventIdIs = asciiBytes('"event_id":"')
const typeIs = asciiBytes('"type":"response.output_audio')
const isVoice = asciiBytes('.delta",')
const isWords = asciiBytes('_transcript.delta",')
const responseIs = asciiBytes('"response_id":"')
const itemIs = asciiBytes('","item_id":"')
const outputIs = asciiBytes('","output_index":')
const contentIs = asciiBytes(',"content_index":')
const deltaIs = asciiBytes(',"delta":"')
const textEnds = asciiBytes('"')
const fieldEnds = asciiBytes('",')
const obfuscationIs = asciiBytes(',"obfuscation":"')
const closes = asciiBytes('}')

/** One for all calls: what it read last keeps the memory alive that the message came in. */
const reader = new AsciiReader()

/**
 * Reads what most of a session consists of, pieces of the agent's voice and of its words, from the bytes of its messages: they
 * are passed on, and not parsed. A response's pieces name it and their item again and again, in the same strings.
 */
export class OutputDeltas {
  #response: KnownName | undefined
  #item: KnownName | undefined

  /** The piece in `bytes[from..to)`, or undefined for what needs the full parse. */
  read(bytes: Buffer, from: number, to: number): OutputDelta | undefined {
    reader.begin(bytes, from, to)
    reader.pass(opens)
    passEventId()
    reader.pass(typeIs)
    const voice = reader.passIfFits(isVoice)
    if (!voice) reader.pass(isWords)
    passEventId()
    reader.pass(responseIs)
    const responseId = reader.name(this.#response)
    reader.pass(itemIs)
    const itemId = reader.name(this.#item)
    reader.pass(outputIs)
    reader.digits()
    reader.pass(contentIs)
    reader.digits()
    reader.pass(deltaIs)
    const delta = voice ? readAudio(bytes) : reader.plainText()
    reader.pass(textEnds)
    if (reader.passIfFits(obfuscationIs)) {
      reader.plainText()
      reader.pass(textEnds)
    }
    reader.pass(closes)
    if (!reader.isRead) return undefined
    if (responseId !== this.#response?.text) this.#response = knownName(responseId)
    if (itemId !== this.#item?.text) this.#item = knownName(itemId)
    const of = { response_id: responseId, item_id: itemId }
    return typeof delta === 'string'
      ? { type: 'response.output_audio_transcript.delta', ...of, delta }
      : { type: 'response.output_audio.delta', ...of, delta }
  }
}

function readAudio(bytes: Buffer): PassingAudio {
  const from = reader.at
  reader.passBase64()
  return new PassingAudio(bytes, from, reader.at)
}

function passEventId(): void {
  if (!reader.passIfFits(eventIdIs)) return
  reader.plainText()
  reader.pass(fieldEnds)
}
