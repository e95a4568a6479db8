import { z } from 'zod'
import { giveUpMs, handle } from '../handling.ts'
import { within } from '../within.ts'
import { eventIdOf, isFor, wantedOnce } from './attributes.ts'
import { firstAttempt } from './first-attempt.ts'
import type { Corpse } from './found.ts'
import type { Names } from './names.ts'
import type { PullerParts } from './puller.ts'
import { checkToken, type PushIdentity } from './push-token.ts'

/** What came over HTTP, whatever server took it: the header as it was, and the body parsed as JSON or as text. */
export interface PushRequest {
  readonly authorization: string | undefined
  readonly body: unknown
}

/**
 * What to answer. 204 acknowledges: the work is committed, or needs no more tries. Any other status brings the event again, after the
 * subscription's back-off: 401 it is not from our subscription, 404 nobody here works on it, 429 far too much at once,
 * 503 the work failed or the process is going.
 */
export interface PushAnswer {
  readonly status: 204 | 400 | 401 | 404 | 429 | 503
}

/** https://cloud.google.com/pubsub/docs/push#receive_push */
const bodySchema = z.object({
  message: z.object({
    data: z.string().default(''),
    attributes: z.record(z.string(), z.string()).default({}),
    messageId: z.string(),
  }),
  subscription: z.string(),
  /** Only where a dead letter policy makes the service count. */
  deliveryAttempt: z.number().int().positive().default(1),
})

type PushBody = z.infer<typeof bodySchema>

/** Beyond what is worked on: each is an open request of the service. */
const mostWaiting = 1_000

/** The subscriptions of this process that are pushed to, and what the service posts for them. */
export class PushDesk {
  readonly #identity: PushIdentity
  readonly #names: Names
  readonly #workers = new Map<string, PushWorker>()

  constructor(identity: PushIdentity, names: Names) {
    this.#identity = identity
    this.#names = names
  }

  open(parts: PullerParts): AsyncDisposable {
    const worker = new PushWorker(parts)
    this.#workers.set(parts.subscription, worker)
    return {
      [Symbol.asyncDispose]: async () => {
        await worker.drain()
        if (this.#workers.get(parts.subscription) === worker) this.#workers.delete(parts.subscription)
      },
    }
  }

  /** Checks who is calling before it reads a word (I9). Resolves when the work is done, or is not to be. */
  async receive({ authorization, body }: PushRequest): Promise<PushAnswer> {
    const check = await checkToken(authorization, this.#identity)
    if (check !== 'genuine') return { status: check === 'refused' ? 401 : 503 }
    const parsed = bodySchema.safeParse(typeof body === 'string' ? asJson(body) : body)
    if (!parsed.success) return { status: 400 }
    const worker = this.#workers.get(this.#names.ownName(parsed.data.subscription) ?? '')
    return worker === undefined ? { status: 404 } : worker.take(parsed.data)
  }
}

/** The service keeps the order (one of a call at a time), the back-off and the count: a push is one try. */
class PushWorker {
  readonly #parts: PullerParts
  readonly #taken = new Map<string, Promise<PushAnswer>>()
  readonly #waiting: (() => void)[] = []
  readonly #giveUp = new AbortController()
  #running = 0
  #draining = false

  constructor(parts: PullerParts) {
    this.#parts = parts
  }

  async take(push: PushBody): Promise<PushAnswer> {
    const { attributes, messageId } = push.message
    if (!isFor(attributes, this.#parts.subscription)) return { status: 204 }
    const id = wantedOnce(attributes, messageId)
    // It came again before its first try ended: both are answered with what becomes of that.
    const same = this.#taken.get(id)
    if (same !== undefined) return same
    if (this.#waiting.length >= mostWaiting) return { status: 429 }
    const taken = this.#inTurn(push).finally(() => this.#taken.delete(id))
    this.#taken.set(id, taken)
    return taken
  }

  /** Waits rather than refuse: the service would count a refusal as a try. */
  async #inTurn(push: PushBody): Promise<PushAnswer> {
    if (this.#running >= this.#parts.concurrency && !this.#draining) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    }
    if (this.#draining) return { status: 503 }
    this.#running++
    try {
      return await this.#work(push)
    } finally {
      this.#running--
      this.#waiting.shift()?.()
    }
  }

  async #work({ message: { data, attributes, messageId }, deliveryAttempt }: PushBody): Promise<PushAnswer> {
    const { subscription, handlers, settings } = this.#parts
    const bytes = Buffer.from(data, 'base64')
    const attempt = firstAttempt(attributes.type, deliveryAttempt, settings.retryOf)
    const eventId = eventIdOf(attributes, messageId)
    const taken = { subscription, eventId, wire: bytes.toString('utf8'), attempt, signal: this.#giveUp.signal }
    const handled = await handle(taken, handlers, settings)
    if (handled.kind === 'done') return { status: 204 }
    return handled.kind === 'dead' ? this.#bury({ data: bytes, attributes }, attempt, handled.reason) : { status: 503 }
  }

  async #bury(corpse: Corpse, attempt: number, reason: string): Promise<PushAnswer> {
    try {
      await this.#parts.bury(corpse, attempt, reason, this.#giveUp.signal)
      return { status: 204 }
    } catch {
      return { status: 503 }
    }
  }

  async drain(): Promise<void> {
    this.#draining = true
    for (const goOn of this.#waiting.splice(0)) goOn()
    const allAnswered = async () => void (await Promise.all(this.#taken.values()))
    if ((await within(this.#parts.settings.graceMs, allAnswered())) === 'done') return
    this.#giveUp.abort()
    await within(giveUpMs, allAnswered())
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
