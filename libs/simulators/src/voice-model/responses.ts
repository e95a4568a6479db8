import { ApiError } from './api-error.ts'
import { happeningsIn } from './conversation.ts'
import { type Dictated, repliesTo } from './dictated.ts'
import { pause, unlessAborted } from './pause.ts'
import { answer, type Knowledge, type Reply } from './receptionist/receptionist.ts'
import { sendCall } from './response-call.ts'
import { type CancelReason, type Ending, newJob, type ResponseJob, responseView } from './response-job.ts'
import { sendMessage } from './response-message.ts'
import type { Stage } from './stage.ts'
import { inputTokens, type Tokens, usageOf } from './usage.ts'
import type { ResponseParameters } from './wire/client-events.ts'

/** The responses of a session: at most one that writes to the conversation, and any number beside it. */
export class Responses {
  readonly #stage: Stage
  readonly #running = new Set<ResponseJob>()
  readonly #dictated: Reply[] = []
  #inputBefore: Tokens | undefined
  #hasSpoken = false

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** Whether the voice was heard: it may not be changed from then on. */
  get hasSpoken(): boolean {
    return this.#hasSpoken
  }

  get #active(): ResponseJob | undefined {
    return [...this.#running].find((job) => !job.outOfBand)
  }

  /** @throws ApiError when another one is active, or what it refers to does not exist */
  create(given: ResponseParameters): void {
    const { conversation, config } = this.#stage
    const active = this.#active
    if (active && given.conversation !== 'none') {
      throw new ApiError(
        'conversation_already_has_active_response',
        `Conversation already has an active response in progress: ${active.id}. Wait until the response is finished before creating a new one.`,
      )
    }
    const job = newJob(config(), given, conversation)
    if (job.modality === 'audio' && job.config.audio.output.format.type !== 'audio/pcmu') {
      throw new ApiError('invalid_value', 'This simulator speaks audio/pcmu only.', 'session.audio.output.format')
    }
    this.#running.add(job)
    void this.#run(job)
  }

  /** Breaks the named response off, or the active one. @throws ApiError when there is none */
  cancel(id: string | undefined, reason: CancelReason): void {
    const job = id === undefined ? this.#active : [...this.#running].find((each) => each.id === id)
    if (!job) throw new ApiError('response_cancel_not_active', 'Cancellation failed: no active response found')
    job.cancelReason = reason
    job.abort.abort()
  }

  /** The caller speaks: what is being said to the conversation ends. */
  interrupt(): void {
    if (this.#active) this.cancel(undefined, 'turn_detected')
  }

  /** What comes next is settled, but for what a response is told to say. */
  obey(dictated: Dictated): void {
    this.#dictated.push(...repliesTo(dictated))
  }

  close(): void {
    for (const job of this.#running) job.abort.abort()
  }

  async #run(job: ResponseJob): Promise<void> {
    const { emit, conversation, trouble } = this.#stage
    emit('response.created', { response: responseView(job, conversation.id) })
    emit('rate_limits.updated', { rate_limits: rateLimits })
    // Trouble is counted by what is said to the caller.
    const met = job.outOfBand ? undefined : trouble.take('response')
    if (met?.is === 'late') await pause(met.ms, job.abort.signal)
    const ending = met?.is === 'fails' ? failure(met) : await this.#perform(job)
    this.#running.delete(job)
    const input = inputTokens(job.override ?? job.instructions, job.tools, contextOf(job))
    const usage = met?.is === 'without-usage' ? undefined : usageOf(input, job.output, this.#inputBefore)
    if (!job.outOfBand) this.#inputBefore = input
    emit('response.done', { response: responseView(job, conversation.id, ending, usage) })
  }

  async #perform(job: ResponseJob): Promise<Ending> {
    const cancelled = () => ({ status: 'cancelled', reason: job.cancelReason }) as const
    try {
      const reply = await this.#think(job)
      if (!reply || job.abort.signal.aborted) return cancelled()
      if (reply.speech !== '') {
        this.#hasSpoken ||= job.modality === 'audio'
        const how = await sendMessage(job, this.#stage, reply.speech, reply.language)
        if (how === 'too-long') return { status: 'incomplete', reason: 'max_output_tokens' }
        if (how === 'cut') return cancelled()
      }
      for (const call of reply.calls) sendCall(job, this.#stage, call)
      return { status: 'completed' }
    } catch (error) {
      return failure({ code: 'server_error', message: `The simulator could not answer: ${String(error)}` })
    }
  }

  /** Everything that was said is made out first. */
  async #think(job: ResponseJob): Promise<Reply | undefined> {
    const { signal } = job.abort
    const heard = Promise.all(job.context().map(({ hearing }) => hearing))
    const inTime = await Promise.all([unlessAborted(heard, signal), pause(this.#stage.pace.thinkMs, signal)])
    if (inTime.includes(false)) return undefined
    const isFree = !job.outOfBand && job.override === undefined
    const dictated = isFree ? this.#dictated.shift() : undefined
    if (dictated) return dictated
    const knowledge: Knowledge = {
      instructions: job.instructions,
      override: job.override,
      happenings: happeningsIn(job.context()),
      tools: job.tools.map(({ name }) => name),
    }
    const reply = answer(knowledge)
    return this.#pretends(reply) ? answer({ ...knowledge, pretends: true }) : reply
  }

  #pretends({ act }: Reply): boolean {
    const { trouble } = this.#stage
    const met = act === 'book' ? trouble.take('booking') : act === 'admit' ? trouble.take('correction') : undefined
    return met !== undefined
  }
}

const contextOf = (job: ResponseJob) => job.context().filter((entry) => !job.output.includes(entry))

const failure = ({ code, message }: { code: string; message: string }): Ending => ({
  status: 'failed',
  error: { type: code === 'rate_limit_exceeded' ? 'rate_limit_error' : 'server_error', code, message },
})

/** An account that never comes near its limits. */
const rateLimits = [
  { name: 'requests', limit: 10_000, remaining: 9_999, reset_seconds: 0.006 },
  { name: 'tokens', limit: 4_000_000, remaining: 3_990_000, reset_seconds: 0.15 },
]
