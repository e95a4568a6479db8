import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Aim, Arms } from './arms.ts'
import { Log } from './log.ts'
import type { CarrierSettings } from './settings.ts'
import { signature } from './signature.ts'
import type { Method } from './twiml/verbs.ts'

/** `voice` asks for a document: a number's, a redirect's, an action's, a whisper's. The others only tell. */
export type WebhookKind = 'voice' | 'call-status' | 'recording' | 'message' | 'stream' | 'conference'

/** One thing that goes wrong with a webhook on the way. */
export interface WebhookTrouble extends Aim<WebhookKind> {
  /** Delivered twice: both at once, or the second after the first was answered. The first answer counts. */
  readonly duplicate?: 'at-once' | 'after'
  readonly lateMs?: number
  /** Never sent; only for those that tell. */
  readonly never?: true
  /** Signed with another token, or not at all. */
  readonly signature?: 'wrong' | 'missing'
  /** The answer's body is read this much later than its head. */
  readonly readSlowlyMs?: number
}

export type WebhookParams = Readonly<Record<string, string>>

export interface Webhook {
  readonly kind: WebhookKind
  readonly url: string
  readonly method: Method
  readonly params: WebhookParams
  readonly atMs: number
  readonly tookMs: number
  /** The status it was answered with, or why it was not answered. */
  readonly fate: number | 'unreachable' | 'timeout' | 'never-sent' | 'abandoned'
}

export interface WebhookAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

/** 11200: no answer at all; 11205: none in time. */
export class WebhookFault extends Error {
  readonly code: 11200 | 11205

  constructor(code: 11200 | 11205, message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'WebhookFault'
    this.code = code
  }
}

export interface WebhookRequest {
  readonly kind: WebhookKind
  readonly url: string
  readonly method: Method
  readonly params: WebhookParams
}

/** Sends signed form posts to the application server and notes what became of each. */
export class Webhooks {
  readonly log = new Log<Webhook>('webhook')
  readonly trouble = new Arms<WebhookKind, WebhookTrouble>()
  readonly #authToken: string
  readonly #settings: CarrierSettings
  readonly #closing: AbortSignal

  constructor(authToken: string, settings: CarrierSettings, closing: AbortSignal) {
    this.#authToken = authToken
    this.#settings = settings
    this.#closing = closing
  }

  /**
   * Asks, with the retries that the settings allow.
   * @throws WebhookFault when the server cannot be reached or is too slow; the signal's reason when that comes first
   */
  async ask(request: WebhookRequest, signal = this.#closing): Promise<WebhookAnswer> {
    const trouble = this.trouble.take(request.kind)
    const token = randomUUID()
    if (trouble?.lateMs !== undefined) await pause(trouble.lateMs, undefined, { signal })
    if (trouble?.duplicate === 'at-once') void this.#send(request, token, trouble, signal).catch(() => {})
    const answer = await this.#tryRepeatedly(request, token, trouble, signal)
    if (trouble?.duplicate === 'after') void this.#send(request, token, trouble, signal).catch(() => {})
    return answer
  }

  /** Tells; nobody waits for it and a failure is only noted. */
  tell(request: WebhookRequest): void {
    const trouble = this.trouble.take(request.kind)
    if (trouble?.never) {
      this.#note(request, performance.now(), 'never-sent')
      return
    }
    void this.#tell(request, trouble).catch(() => {})
  }

  async #tell(request: WebhookRequest, trouble: WebhookTrouble | undefined): Promise<void> {
    const token = randomUUID()
    if (trouble?.lateMs !== undefined) await pause(trouble.lateMs, undefined, { signal: this.#closing })
    const times = trouble?.duplicate ? 2 : 1
    const send = () => this.#tryRepeatedly(request, token, trouble, this.#closing)
    if (trouble?.duplicate === 'at-once') await Promise.all([send(), send()])
    else for (let sent = 0; sent < times; sent++) await send()
  }

  async #tryRepeatedly(
    request: WebhookRequest,
    token: string,
    trouble: WebhookTrouble | undefined,
    signal: AbortSignal,
  ): Promise<WebhookAnswer> {
    for (let retries = 0; ; retries++) {
      try {
        return await this.#send(request, token, trouble, signal)
      } catch (error) {
        const isUnreachable = error instanceof WebhookFault && error.code === 11200
        if (!isUnreachable || retries >= this.#settings.webhookRetries) throw error
        await pause(this.#settings.webhookRetryMs, undefined, { signal })
      }
    }
  }

  async #send(
    request: WebhookRequest,
    token: string,
    trouble: WebhookTrouble | undefined,
    signal: AbortSignal,
  ): Promise<WebhookAnswer> {
    const startedMs = performance.now()
    const timeout = AbortSignal.timeout(this.#settings.webhookTimeoutMs)
    const until = AbortSignal.any([timeout, signal, this.#closing])
    try {
      const response = await fetch(...this.#toFetch(request, token, trouble, until))
      if (trouble?.readSlowlyMs !== undefined) await pause(trouble.readSlowlyMs, undefined, { signal: until })
      const text = await response.text()
      this.#note(request, startedMs, response.status)
      return { status: response.status, contentType: response.headers.get('content-type') ?? '', text }
    } catch (error) {
      if (signal.aborted || this.#closing.aborted) {
        this.#note(request, startedMs, 'abandoned')
        throw error
      }
      this.#note(request, startedMs, timeout.aborted ? 'timeout' : 'unreachable')
      if (timeout.aborted) throw new WebhookFault(11205, `${request.url} gave no answer in time`, error)
      throw new WebhookFault(11200, `${request.url} cannot be reached`, error)
    }
  }

  #toFetch(
    { url, method, params }: WebhookRequest,
    token: string,
    trouble: WebhookTrouble | undefined,
    signal: AbortSignal,
  ): [string, RequestInit] {
    const form = new URLSearchParams(params)
    const fullUrl = method === 'GET' ? withQuery(url, form) : url
    const headers: Record<string, string> = {
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'i-twilio-idempotency-token': token,
    }
    if (trouble?.signature !== 'missing') {
      const signingToken = trouble?.signature === 'wrong' ? `${this.#authToken}, but wrong` : this.#authToken
      headers['x-twilio-signature'] = signature(signingToken, fullUrl, method === 'GET' ? {} : params)
    }
    if (method === 'GET') return [fullUrl, { headers, signal, redirect: 'manual' }]
    return [fullUrl, { method, headers, body: form, signal, redirect: 'manual' }]
  }

  #note({ kind, url, method, params }: WebhookRequest, startedMs: number, fate: Webhook['fate']): void {
    const tookMs = Math.round(performance.now() - startedMs)
    this.log.add({ kind, url, method, params, atMs: Date.now() - tookMs, tookMs, fate })
  }
}

function withQuery(url: string, params: URLSearchParams): string {
  return `${url}${url.includes('?') ? '&' : '?'}${params}`
}
