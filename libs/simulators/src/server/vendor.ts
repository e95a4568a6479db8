import type { IncomingHttpHeaders } from 'node:http'

/** One request as a vendor's rules see it: the path's parameters decoded, the body parsed. */
export interface Ask {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * One call of a vendor's API. `answer` does the effect and says what the vendor says; it is synchronous, so that an
 * effect is either wholly on disk or has not happened when the process dies.
 */
export interface Route<Call extends string> {
  readonly call: Call
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly answer: (ask: Ask) => Answer
}

/** What makes one vendor differ from another; the server does the rest. */
export interface Vendor<Call extends string> {
  readonly name: string
  readonly routes: readonly Route<Call>[]
  /** The vendor's answer to a caller without a valid credential, undefined when it may come in. */
  readonly admit: (ask: Ask) => Answer | undefined
  readonly noSuchCall: (ask: Ask) => Answer
  readonly unreadableBody: () => Answer
}

/** Thrown by a vendor's rules: the request is refused with this answer. */
export class Refused extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`)
    this.answer = answer
  }
}

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(headers: IncomingHttpHeaders): string | undefined {
  const [, token] = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '') ?? []
  return token
}
