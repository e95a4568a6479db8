import { LiveCall } from './live-call.ts'
import type { Party, Phone } from './party.ts'
import { phonePerson } from './phone-person.ts'
import { ringPhone } from './ring-phone.ts'
import { type Book, type Callback, type CallRow, isOver, newSid } from './rows.ts'
import type { DialedCall, DialOrder, EndHow, Network, Next } from './stage.ts'
import { Ticker } from './ticker.ts'

/** A number of ours and who answers for it. */
export interface NumberOptions {
  readonly voiceUrl: string
  readonly statusCallbackUrl?: string
}

export interface CallOptions {
  /** Null for a caller who withholds it. */
  readonly from: string | null
  readonly to: string
  readonly party: Party
}

export interface CallOrder {
  readonly from: string
  readonly to: string
  readonly first: Next
  readonly timeoutMs: number
  readonly callback: Callback | null
}

interface Placement {
  readonly row: Pick<CallRow, 'from' | 'to' | 'direction' | 'parentCallSid' | 'callback'>
  readonly party: Party
  readonly first: Next
  readonly ring?: (signal: AbortSignal) => Promise<'answered' | EndHow>
  readonly atOver?: 'end' | 'stay'
}

/** Twilio's stand-in for the number of a caller who withholds it. */
export const WITHHELD = '+266696687'

/** Who can be called, and every call that runs. */
export class Switchboard {
  readonly numbers = new Map<string, NumberOptions>()
  readonly phones = new Map<string, Phone>()
  readonly #live = new Map<string, LiveCall>()
  readonly #runs = new Set<Promise<void>>()
  readonly #ticker = new Ticker()
  readonly #network: Network
  readonly #book: Book

  /** `network` is everything that calls share but dialing, which is the switchboard's. */
  constructor(network: Omit<Network, 'dial'>, book: Book) {
    this.#network = { ...network, dial: (order) => this.#dial(order) }
    this.#book = book
  }

  live(sid: string): LiveCall | undefined {
    return this.#live.get(sid)
  }

  /** Somebody rings one of our numbers. @throws when nobody answers for it */
  incoming({ from, to, party }: CallOptions): LiveCall {
    const number = this.numbers.get(to)
    if (!number) throw new Error(`${to} is not a number of this carrier; give it one with number()`)
    const { statusCallbackUrl: url, voiceUrl } = number
    return this.#place({
      row: {
        from: from ?? WITHHELD,
        to,
        direction: 'inbound',
        parentCallSid: null,
        callback: url === undefined ? null : { url, method: 'POST', events: ['completed'] },
      },
      party,
      first: { kind: 'fetch', target: { url: voiceUrl, method: 'POST' }, params: {} },
    })
  }

  /** A call that the API asked for. */
  outgoing({ from, to, first, timeoutMs, callback }: CallOrder): LiveCall {
    const phone = this.phones.get(to)
    return this.#place({
      row: { from, to, direction: 'outbound-api', parentCallSid: null, callback },
      party: personAt(phone),
      first,
      ring: (signal) => ringPhone(phone, timeoutMs, signal),
    })
  }

  /** Ends calls that a process which died had running, as the network would have. */
  resume(tellEnd: (row: CallRow) => void): void {
    for (const row of this.#book.calls.rows()) {
      if (row.endTold) continue
      const status = row.answeredAtMs === null ? 'no-answer' : 'completed'
      tellEnd(isOver(row.status) ? row : { ...row, status, endedAtMs: Date.now() })
    }
  }

  async close(): Promise<void> {
    for (const call of this.#live.values()) call.hangUp('network-stopped')
    await Promise.all(this.#runs)
  }

  #dial({ parentCallSid, from, to, timeoutMs, whisper, callback }: DialOrder): DialedCall {
    const phone = this.phones.get(to)
    const callerId = from ?? this.#book.calls.get(parentCallSid)?.from ?? WITHHELD
    return this.#place({
      row: { from: callerId, to, direction: 'outbound-dial', parentCallSid, callback },
      party: personAt(phone),
      first: whisper ? { kind: 'fetch', target: whisper, params: {} } : { kind: 'over' },
      ring: (signal) => ringPhone(phone, timeoutMs, signal),
      atOver: 'stay',
    })
  }

  #place({ row, party, first, ring, atOver = 'end' }: Placement): LiveCall {
    const whole: CallRow = {
      ...row,
      sid: newSid('CA'),
      status: ring ? 'queued' : 'ringing',
      createdAtMs: Date.now(),
      answeredAtMs: null,
      endedAtMs: null,
      callbacks: 0,
      endTold: false,
    }
    const call = new LiveCall(this.#network, this.#ticker, whole, party, atOver)
    this.#live.set(call.sid, call)
    call.change({})
    call.tellStatus('initiated')
    const run = call.run(first, ring).finally(() => {
      this.#live.delete(call.sid)
      this.#runs.delete(run)
    })
    this.#runs.add(run)
    return call
  }
}

function personAt(phone: Phone | undefined): Party {
  return phone?.party?.() ?? phonePerson(phone ?? { behaviour: 'no-answer' })
}
