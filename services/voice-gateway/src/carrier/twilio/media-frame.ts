/**
 * Fifty times a second a call gets a frame of audio, and for each piece that it hears the echo of a mark, always of one shape.
 * Read by a single pattern they cost a fraction of a parse; whatever no pattern takes is parsed in full, so that nothing is
 * judged any differently.
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
  readonly payload: string
}

const number = '"(\\d{1,15})"'
const name = '"([\\w.-]{1,100})"'
const media = `\\{"track":"inbound","chunk":${number},"timestamp":${number},"payload":"([A-Za-z0-9+/]{2,}={0,2})"\\}`
const sidLast = new RegExp(`^\\{"event":"media","sequenceNumber":"\\d{1,15}","media":${media},"streamSid":${name}\\}$`)
const sidFirst = new RegExp(`^\\{"event":"media","sequenceNumber":"\\d{1,15}","streamSid":${name},"media":${media}\\}$`)

/** The frame, or undefined for a text that needs the full parse. */
export function readMediaFrame(text: string): MediaFrame | undefined {
  if (!text.startsWith('{"event":"media"')) return undefined
  const last = sidLast.exec(text)
  if (last !== null) return frame(last[4], last[1], last[2], last[3])
  const first = sidFirst.exec(text)
  return first === null ? undefined : frame(first[1], first[2], first[3], first[4])
}

function frame(
  streamSid: string | undefined,
  chunk: string | undefined,
  timestamp: string | undefined,
  payload: string | undefined,
): MediaFrame | undefined {
  if (streamSid === undefined || payload === undefined || payload.length % 4 !== 0) return undefined
  return { event: 'media', streamSid, chunk: Number(chunk), timestampMs: Number(timestamp), payload }
}

const mark = `"mark":\\{"name":${name}\\}`
const markSidLast = new RegExp(`^\\{"event":"mark","sequenceNumber":"\\d{1,15}",${mark},"streamSid":${name}\\}$`)
const markSidFirst = new RegExp(`^\\{"event":"mark","sequenceNumber":"\\d{1,15}","streamSid":${name},${mark}\\}$`)

export function readMarkEcho(text: string): MarkEcho | undefined {
  if (!text.startsWith('{"event":"mark"')) return undefined
  const [, lastName, lastSid] = markSidLast.exec(text) ?? []
  if (lastName !== undefined && lastSid !== undefined) return { event: 'mark', streamSid: lastSid, name: lastName }
  const [, firstSid, firstName] = markSidFirst.exec(text) ?? []
  if (firstName === undefined || firstSid === undefined) return undefined
  return { event: 'mark', streamSid: firstSid, name: firstName }
}
