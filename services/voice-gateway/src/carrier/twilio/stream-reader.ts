import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { AsciiReader, asciiBytes } from '../../websocket/ascii-reader.ts'

/**
 * Fifty times a second a call gets a frame of audio, and for each piece that it hears the echo of a mark, always of one shape.
 * Read by that shape they cost a fraction of a parse.
 */
export interface MarkEcho {
  readonly event: 'mark'
  readonly streamSid: string
  readonly name: string
}

export interface MediaFrame {
  readonly event: 'media'
  readonly streamSid: string
  /** Counts the stream's frames from 1; undefined where the carrier does not say it. */
  readonly chunk: number | undefined
  readonly timestampMs: number
  readonly audio: PassingAudio
}

const opens = asciiBytes('{"event":"')
const isMedia = asciiBytes('media","sequenceNumber":"')
const isMark = asciiBytes('mark","sequenceNumber":"')
const fieldEnds = asciiBytes('",')
const comma = asciiBytes(',')
const closes = asciiBytes('}')
const chunkIs = asciiBytes('"media":{"track":"inbound","chunk":"')
const timestampIs = asciiBytes('","timestamp":"')
const payloadIs = asciiBytes('","payload":"')
const nameIs = asciiBytes('"mark":{"name":"')
const partEnds = asciiBytes('"}')

/** One for all calls: what it read last keeps the memory alive that the message came in. */
const reader = new AsciiReader()

/** Reads what most of a stream consists of from the bytes of its messages. */
export class StreamReader {
  readonly #sid: string
  readonly #sidIs: Uint8Array

  constructor(streamSid: string) {
    this.#sid = streamSid
    this.#sidIs = asciiBytes(`"streamSid":${JSON.stringify(streamSid)}`)
  }

  /** The message in `bytes[from..to)`, or undefined for what needs the full parse. */
  read(bytes: Buffer, from: number, to: number): MediaFrame | MarkEcho | undefined {
    reader.begin(bytes, from, to)
    reader.pass(opens)
    const media = reader.passIfFits(isMedia)
    if (!media) reader.pass(isMark)
    reader.digits()
    reader.pass(fieldEnds)
    const sidFirst = reader.passIfFits(this.#sidIs)
    if (sidFirst) reader.pass(comma)
    const message = media ? this.#frame(bytes) : this.#echo()
    reader.pass(partEnds)
    if (!sidFirst) {
      reader.pass(comma)
      reader.pass(this.#sidIs)
    }
    reader.pass(closes)
    return reader.isRead ? message : undefined
  }

  #frame(bytes: Buffer): MediaFrame {
    reader.pass(chunkIs)
    const chunk = reader.digits()
    reader.pass(timestampIs)
    const timestampMs = reader.digits()
    reader.pass(payloadIs)
    const from = reader.at
    reader.passBase64()
    return { event: 'media', streamSid: this.#sid, chunk, timestampMs, audio: new PassingAudio(bytes, from, reader.at) }
  }

  #echo(): MarkEcho {
    reader.pass(nameIs)
    return { event: 'mark', streamSid: this.#sid, name: reader.name() }
  }
}
