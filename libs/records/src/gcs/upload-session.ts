import { setTimeout as after } from 'node:timers/promises'
import { z } from 'zod'

/** A piece of an upload: its bytes, and where in the whole they begin. */
export interface Piece {
  readonly bytes: Buffer<ArrayBuffer>
  readonly first: number
  /** How long the whole is; known with the last piece, which alone carries it. */
  readonly total?: number
  /** Of the whole, with the last piece: the service keeps nothing that does not sum up to it. */
  readonly md5?: string
}

const timeoutMs = 60_000
const mostFailures = 8
const firstPauseMs = 100
const longestPauseMs = 5_000
/** https://cloud.google.com/storage/docs/retry-strategy */
const passing: readonly number[] = [408, 429, 500, 502, 503, 504]

/** The service refused the upload, or failed it for longer than we were willing to try. `code` is its HTTP status. */
export class UploadFailed extends Error {
  override readonly name = 'UploadFailed'
  readonly code: number
  constructor(code: number) {
    super(`Cloud Storage did not take a piece of a recording: HTTP ${code}`)
    this.code = code
  }
}

/** So much of the whole has come; `done` when it is an object now. */
type Came = { readonly bytes: number } | 'done'

/**
 * An upload in several requests. Its address is all the permission that is needed: no piece carries a credential. After a
 * failure the service is asked how much has come, and the rest is sent from there, so that no byte is stored twice or missed.
 * https://cloud.google.com/storage/docs/performing-resumable-uploads
 */
export class UploadSession {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** Resolves when all of the piece is there. @throws UploadFailed */
  async send({ bytes, first, total, md5 }: Piece): Promise<void> {
    const end = first + bytes.length
    let came = first
    for (let failures = 0; came < end; ) {
      const rest = bytes.subarray(came - first)
      const range = `bytes ${came}-${end - 1}/${total ?? '*'}`
      let answer = await this.#put(rest, { 'content-range': range, ...(md5 && { 'x-goog-hash': `md5=${md5}` }) })
      while (typeof answer === 'number') {
        if (!passing.includes(answer) || ++failures > mostFailures) throw new UploadFailed(answer)
        await after(Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** failures))
        answer = await this.#put(undefined, { 'content-range': `bytes */${total ?? '*'}` })
      }
      if (answer === 'done') return
      came = answer.bytes
    }
  }

  /** Forgets what has come. Best effort: what is not finished is no object, and is forgotten within a week by itself. */
  async cancel(): Promise<void> {
    await fetch(this.#url, { method: 'DELETE', signal: AbortSignal.timeout(timeoutMs) }).catch(() => {})
  }

  /** A number is the HTTP status of a failure; a request that was lost counts as one of the service's own. */
  async #put(body: Buffer<ArrayBuffer> | undefined, headers: Record<string, string>): Promise<Came | number> {
    const signal = AbortSignal.timeout(timeoutMs)
    const asked = { method: 'PUT', headers, signal, ...(body === undefined ? {} : { body }) }
    const response = await fetch(this.#url, asked).catch(() => undefined)
    await response?.arrayBuffer().catch(() => {})
    if (response === undefined) return 503
    if (response.status !== 308) return response.ok ? 'done' : response.status
    const last = z.coerce
      .number()
      .int()
      .optional()
      .parse(/-(\d+)$/.exec(response.headers.get('range') ?? '')?.[1])
    return { bytes: last === undefined ? 0 : last + 1 }
  }
}
