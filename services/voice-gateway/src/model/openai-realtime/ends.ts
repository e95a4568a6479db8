import { z } from 'zod'
import type { EndCause } from '../voice-model.ts'
import type { SocketEnd } from './realtime-socket.ts'

export interface End {
  readonly cause: EndCause
  readonly code: string
}

/** Codes that no new session cures: a person has to act (key, quota, account, model). */
const fatalCodes = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'billing_hard_limit_reached',
  'account_deactivated',
  'invalid_api_key',
  'model_not_found',
])

/** How an error's code ends the session; undefined when the session goes on. */
export function endOfCode(code: string): End | undefined {
  if (fatalCodes.has(code)) return { cause: 'fatal', code }
  return code === 'session_expired' ? { cause: 'expired', code } : undefined
}

const errorBody = z.object({ error: z.object({ code: z.string().nullish() }) })

/** How a socket's end ends the session. The upgrade's status tells apart what may pass from what will not. */
export function endOfSocket(end: SocketEnd): End {
  if (end.why === 'closed') return { cause: 'lost', code: `closed-${end.code}` }
  if (end.why !== 'refused') return { cause: 'lost', code: end.why }
  const told = endOfCode(codeIn(end.body))
  if (told?.cause === 'fatal') return told
  const isFatal = end.status === 401 || end.status === 403 || end.status === 404
  return { cause: isFatal ? 'fatal' : 'lost', code: `http-${end.status}` }
}

function codeIn(body: string): string {
  try {
    const parsed = errorBody.safeParse(JSON.parse(body))
    return parsed.success ? (parsed.data.error.code ?? '') : ''
  } catch {
    return ''
  }
}
