import { type ServerDuplexStream, status } from '@grpc/grpc-js'
import type { z } from 'zod'
import { Refusal } from '../grpc/refusal.ts'
import { errorOf, received } from './answers.ts'
import type { House } from './house.ts'
import type { Lease, Taker } from './line.ts'
import type { Subscription } from './subscription.ts'
import type { OutageCode, Trouble } from './trouble.ts'
import { streamingPullRequest } from './wire.ts'

type Duplex = ServerDuplexStream<unknown, object>
type Request = z.infer<typeof streamingPullRequest>

/** Where the client sets no limit. */
const mostOutstanding = 10_000

/** All open streams: an outage cuts them together. */
export class StreamingPulls {
  readonly #house: House
  readonly #trouble: Trouble
  /** With the subscription of each, once it said which. */
  readonly #open = new Map<Duplex, string>()

  constructor(house: House, trouble: Trouble) {
    this.#house = house
    this.#trouble = trouble
  }

  readonly open = (call: Duplex): void => {
    let stream: Stream | undefined
    this.#open.set(call, '')
    const leave = () => {
      this.#open.delete(call)
      stream?.[Symbol.dispose]()
    }
    call.on('data', (message: unknown) => {
      // What was on its way when the call ended: who joined now would be given messages for ever, and be nobody.
      if (!this.#open.has(call)) return
      try {
        const request = streamingPullRequest.parse(message)
        if (stream !== undefined) return stream.told(request)
        const refusal = this.#trouble.refusal()
        if (refusal !== undefined) throw new Refusal(status[refusal], 'trouble that was asked for')
        this.#open.set(call, request.subscription)
        stream = new Stream(call, this.#house.subscription(request.subscription), request)
      } catch (thrown) {
        leave()
        call.emit('error', errorOf(thrown))
      }
    })
    call.on('end', () => {
      leave()
      call.end()
    })
    for (const event of ['cancelled', 'close', 'error']) call.on(event, leave)
  }

  cutAll(code: OutageCode): void {
    for (const call of [...this.#open.keys()]) end(call, status[code], 'trouble that was asked for')
  }

  /** As the service ends the streams of a subscription that goes. */
  cut(subscription: string): void {
    for (const [call, name] of [...this.#open]) if (name === subscription) end(call, status.NOT_FOUND, 'it is gone')
  }
}

const end = (call: Duplex, code: status, details: string) => call.emit('error', { code, details })

class Stream implements Taker, Disposable {
  readonly oneOfAKey = false
  readonly #call: Duplex
  readonly #subscription: Subscription
  readonly #maxMessages: number
  readonly #maxBytes: number
  readonly #membership: Disposable
  ackDeadlineSeconds: number

  constructor(call: Duplex, subscription: Subscription, first: Request) {
    this.#call = call
    this.#subscription = subscription
    this.ackDeadlineSeconds = first.streamAckDeadlineSeconds || subscription.ackDeadlineSeconds
    this.#maxMessages = first.maxOutstandingMessages > 0 ? first.maxOutstandingMessages : mostOutstanding
    this.#maxBytes = first.maxOutstandingBytes > 0 ? first.maxOutstandingBytes : Number.POSITIVE_INFINITY
    this.#membership = subscription.join(this)
  }

  room({ messages, bytes }: { readonly messages: number; readonly bytes: number }): number {
    return bytes >= this.#maxBytes ? 0 : Math.max(0, this.#maxMessages - messages)
  }

  give(leases: readonly Lease[]): void {
    this.#call.write({ receivedMessages: leases.map(received), subscriptionProperties: this.#properties })
  }

  /** An empty message asks whether we are there: the client takes a stream that does not answer for dead. */
  told({ ackIds, modifyDeadlineAckIds, modifyDeadlineSeconds, streamAckDeadlineSeconds }: Request): void {
    this.#subscription.acknowledge(ackIds)
    for (const [i, ackId] of modifyDeadlineAckIds.entries())
      this.#subscription.modifyDeadline([ackId], modifyDeadlineSeconds[i] ?? 0)
    if (streamAckDeadlineSeconds > 0) this.ackDeadlineSeconds = streamAckDeadlineSeconds
    this.#call.write({ subscriptionProperties: this.#properties })
  }

  get #properties(): object {
    return {
      exactlyOnceDeliveryEnabled: false,
      messageOrderingEnabled: this.#subscription.config.enableMessageOrdering,
    }
  }

  [Symbol.dispose](): void {
    this.#membership[Symbol.dispose]()
  }
}
