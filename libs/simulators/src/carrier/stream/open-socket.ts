import { WebSocket } from 'ws'
import { signature } from '../signature.ts'
import type { StreamTrouble } from './stream-trouble.ts'

/** Twilio's codes for a stream that does not come about or does not end as it should. */
export type StreamErrorCode = 31900 | 31901 | 31902 | 31903 | 31904 | 31920 | 31921 | 31923 | 31924

const HANDSHAKE_TIMEOUT_MS = 5_000

/** The fault of a stream's address, undefined when there is none. A query string is refused. */
export function addressFault(url: string): { code: StreamErrorCode; message: string } | undefined {
  const parsed = URL.parse(url)
  if (!parsed || !/^wss?:$/.test(parsed.protocol))
    return { code: 31923, message: 'the stream url is not ws:// or wss://' }
  if (url.includes('?')) return { code: 31920, message: 'the stream url has a query string; use <Parameter>' }
  return undefined
}

/** A socket that is opening, signed over the address exactly as it was written. */
export function openSocket(url: string, authToken: string, trouble: StreamTrouble | undefined): WebSocket {
  const signingToken = trouble?.signature === 'wrong' ? `${authToken}, but wrong` : authToken
  const headers: Record<string, string> = { 'user-agent': 'Twilio.TmeWs/1.0' }
  if (trouble?.signature !== 'missing') headers['x-twilio-signature'] = signature(signingToken, url, {})
  return new WebSocket(url, { headers, perMessageDeflate: false, handshakeTimeout: HANDSHAKE_TIMEOUT_MS })
}

/** What a socket's failure is called, by the error that it gave before it was open. */
export function openingCode(error: Error): StreamErrorCode {
  const code = 'code' in error ? error.code : undefined
  if (code === 'ECONNREFUSED') return 31902
  if (code === 'EHOSTUNREACH' || code === 'ENOTFOUND') return 31904
  if (code === 'ECONNRESET') return 31903
  if (error.message.startsWith('Unexpected server response')) return 31920
  if (error.message.includes('handshake has timed out') || code === 'ETIMEDOUT') return 31901
  return 31900
}
