import { FRAME_MS } from '@frontdesk/audio/mulaw'
import { callParams, type StatusEvent, statusParams } from './call-params.ts'
import { Digits } from './digits.ts'
import { Leg } from './leg.ts'
import { obtain } from './obtain.ts'
import type { Party } from './party.ts'
import { type CallRow, type CallStatus, isOver } from './rows.ts'
import type { DialedCall, Ended, EndHow, Network, Next, Stage } from './stage.ts'
import type { Ticker } from './ticker.ts'
import { TwimlFault } from './twiml/elements.ts'
import type { Target, Verb } from './twiml/verbs.ts'
import { playDocument } from './verbs/play-document.ts'
import { WebhookFault, type WebhookParams } from './webhooks.ts'

/**
 * One call from its first ring to its end. It does one thing after the other (`Next`): fetch a document, play it, and
 * what that leads to. Whatever happens from outside (the party hangs up, the API redirects) takes the place of what
 * comes next and cuts short what runs; an end is final.
 */
export class LiveCall implements DialedCall {
  readonly leg: Leg
  readonly digits = new Digits()
  readonly #network: Network
  readonly #ticker: Ticker
  readonly #party: Party
  readonly #atOver: 'end' | 'stay'
  readonly #reached = Promise.withResolvers<boolean>()
  readonly #accepted = Promise.withResolvers<boolean>()
  readonly #ended = Promise.withResolvers<Ended>()
  #row: CallRow
  #documentTarget: Target | undefined
  #step = new AbortController()
  #instead: Next | undefined
  #beat: Disposable | undefined

  /** `stay`: the party of a dialed call waits to be connected when the document has run out. */
  constructor(network: Network, ticker: Ticker, row: CallRow, party: Party, atOver: 'end' | 'stay') {
    this.#network = network
    this.#ticker = ticker
    this.#row = row
    this.#party = party
    this.#atOver = atOver
    this.leg = new Leg(party)
  }

  get sid(): string {
    return this.#row.sid
  }

  get row(): CallRow {
    return this.#row
  }

  get reached(): Promise<boolean> {
    return this.#reached.promise
  }

  get accepted(): Promise<boolean> {
    return this.#accepted.promise
  }

  get ended(): Promise<Ended> {
    return this.#ended.promise
  }

  /** `ring` is what the phone on the other side does first; an incoming call has none. */
  async run(first: Next, ring?: (signal: AbortSignal) => Promise<'answered' | EndHow>): Promise<void> {
    let next: Next = ring ? await this.#ring(ring, first) : first
    for (;;) {
      next = this.#takeInstead() ?? next
      if (next.kind === 'end') return this.#finish(next.how)
      next = await this.#perform(next)
    }
  }

  /** Does this in place of what runs; nothing comes after an end. */
  interrupt(next: Next): void {
    if (isOver(this.#row.status) || this.#instead?.kind === 'end') return
    this.#instead = next
    this.#step.abort()
  }

  hangUp(how: EndHow): void {
    this.interrupt({ kind: 'end', how })
  }

  change(change: Partial<CallRow>): void {
    this.#row = { ...this.#row, ...change }
    this.#network.keep(this.#row)
  }

  tellStatus(event: StatusEvent): void {
    const { callback } = this.#row
    if (!callback?.events.includes(event)) return
    const params = statusParams(this.#row, this.#network.accountSid)
    this.change({ callbacks: this.#row.callbacks + 1 })
    this.#network.webhooks.tell({ kind: 'call-status', url: callback.url, method: callback.method, params })
  }

  async #ring(ring: (signal: AbortSignal) => Promise<'answered' | EndHow>, then: Next): Promise<Next> {
    this.change({ status: 'ringing' })
    this.tellStatus('ringing')
    const fate = await ring(this.#step.signal).catch(() => 'canceled' as const)
    if (this.#instead) return this.#instead
    if (fate !== 'answered') return { kind: 'end', how: fate }
    this.#answer()
    return then
  }

  async #perform(next: Next): Promise<Next> {
    this.#step = new AbortController()
    const { signal } = this.#step
    try {
      return await this.#performUntil(next, signal)
    } catch (error) {
      if (signal.aborted) return this.#takeInstead() ?? { kind: 'end', how: 'network-stopped' }
      if (!(error instanceof TwimlFault || error instanceof WebhookFault)) throw error
      this.#network.warn(this.sid, error.code, error.message)
      return this.#apologise()
    }
  }

  async #performUntil(next: Next, signal: AbortSignal): Promise<Next> {
    switch (next.kind) {
      case 'end':
        return next
      case 'over':
        return this.#runOut(signal)
      case 'play':
        return this.#play(next.verbs, signal)
      case 'document':
      case 'fetch': {
        if (next.kind === 'fetch') this.#documentTarget = next.target
        const params = callParams(this.#row, this.#network.accountSid)
        return { kind: 'play', verbs: await obtain(next, params, this.#network, signal) }
      }
      default:
        return next satisfies never
    }
  }

  async #play(verbs: readonly Verb[], signal: AbortSignal): Promise<Next> {
    const [first] = verbs
    if (first?.verb === 'Reject' && this.#row.status === 'ringing') {
      return { kind: 'end', how: first.reason === 'busy' ? 'busy' : 'rejected' }
    }
    this.#answer()
    return playDocument(verbs, this.#stage(signal))
  }

  async #runOut(signal: AbortSignal): Promise<Next> {
    if (this.#atOver === 'end') return { kind: 'end', how: 'hung-up' }
    this.#accepted.resolve(true)
    const { promise, reject } = Promise.withResolvers<never>()
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    return promise
  }

  /** Says what Twilio says when there is no document to play, and hangs up. */
  async #apologise(): Promise<Next> {
    this.#step = new AbortController()
    const text = 'We are sorry, an application error has occurred. Goodbye.'
    const verbs: Verb[] = [{ verb: 'Say', text, language: 'en-US', loop: 1 }]
    await this.#play(verbs, this.#step.signal).catch((error: unknown) => {
      if (!this.#step.signal.aborted) throw error
    })
    return this.#takeInstead() ?? { kind: 'end', how: 'application-error' }
  }

  #answer(): void {
    if (this.#row.status !== 'queued' && this.#row.status !== 'ringing') return
    this.change({ status: 'in-progress', answeredAtMs: Date.now() })
    this.#party.connected({
      hangUp: () => this.hangUp('party-hung-up'),
      press: (digit) => this.digits.press(digit),
    })
    this.#beat = this.#ticker.each(() => this.leg.tick())
    this.#reached.resolve(true)
    this.tellStatus('answered')
  }

  #finish(how: EndHow): void {
    this.#beat?.[Symbol.dispose]()
    this.#network.recordingEnds(this.sid)
    const answeredAtMs = this.#row.answeredAtMs
    this.change({ status: finalStatus(how, answeredAtMs !== null), endedAtMs: Date.now() })
    this.#party.disconnected()
    if (!this.#network.closing.aborted) {
      this.tellStatus('completed')
      this.change({ endTold: true })
    }
    this.#reached.resolve(false)
    this.#accepted.resolve(false)
    const durationMs = answeredAtMs === null ? 0 : Math.max(FRAME_MS, Date.now() - answeredAtMs)
    const ended: Ended = { sid: this.sid, how, durationMs }
    this.#ended.resolve(ended)
    this.#network.tellViews(ended)
  }

  #takeInstead(): Next | undefined {
    const instead = this.#instead
    this.#instead = undefined
    return instead
  }

  #stage(signal: AbortSignal): Stage {
    const resolve = ({ url, method }: Target): Target => {
      const absolute = URL.canParse(url) ? url : URL.parse(url, this.#documentTarget?.url)?.href
      if (absolute === undefined) throw new TwimlFault(12100, 'a relative url in a document that has no address')
      return { url: absolute, method }
    }
    const own = () => resolve(this.#documentTarget ?? { url: '', method: 'POST' })
    const tellOfEnd = (target: Target, params: WebhookParams) => {
      if (this.#instead?.kind !== 'end') return
      const ofCall = callParams({ ...this.#row, status: 'completed' }, this.#network.accountSid)
      this.#network.webhooks.tell({ kind: 'voice', ...target, params: { ...ofCall, ...params } })
    }
    const params = () => callParams(this.#row, this.#network.accountSid)
    const { leg, digits } = this
    return { callSid: this.sid, leg, digits, signal, network: this.#network, params, resolve, own, tellOfEnd }
  }
}

function finalStatus(how: EndHow, wasAnswered: boolean): CallStatus {
  if (how === 'busy' || how === 'no-answer' || how === 'canceled' || how === 'failed') return how
  if (wasAnswered) return 'completed'
  return how === 'by-api' ? 'canceled' : 'no-answer'
}
