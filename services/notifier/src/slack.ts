import { Failure, failureKindOf } from '@frontdesk/process/failures'
import { ErrorCode, LogLevel, WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Message } from './message.ts'

export interface SlackApp {
  readonly token: string
  /** `https://slack.com/api`, or a simulator. */
  readonly apiUrl: string
}

/** Where messages to the staff are posted. `key` names a message for ever, and travels with it. */
export interface Slack {
  /** Resolves to the message's place. @throws SlackRefusal: nothing was posted; Failure: unknown */
  post(message: Message, key: string): Promise<string>
  /** The place of the message that carries the key, if it was posted since then. @throws SlackRefusal, Failure */
  find(channel: string, key: string, since: Temporal.Instant): Promise<string | undefined>
}

/** Slack said no, and did nothing. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal'
  /** Slack's word for it, e.g. `channel_not_found`. */
  readonly code: string
  /** A person has to change something before it can work. */
  readonly isForGood: boolean
  constructor(code: string, isForGood: boolean) {
    super(`Slack refused: ${code}`)
    this.code = code
    this.isForGood = isForGood
  }
}

/** A request that was not answered by then has ended, for us and at Slack. */
export const slackTimeoutMs = 5_000
const eventType = 'frontdesk'
const pageSize = 200
/** I6: a channel in which more was said since than this is not searched to its end. */
const mostPages = 10

/** Slack's Web API by its own client, without the retries that it would go on with for half an hour. */
export function slackClient({ token, apiUrl }: SlackApp): Slack {
  const client = new WebClient(token, {
    slackApiUrl: `${apiUrl.replace(/\/+$/, '')}/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: slackTimeoutMs,
    logger: quiet,
  })
  return {
    async post({ channel, text, blocks }, key) {
      const metadata = { event_type: eventType, event_payload: { key } }
      const posted = await told(() => client.chat.postMessage({ channel, text, blocks: [...blocks], metadata }))
      return place(channel, posted.ts)
    },
    async find(channel, key, since) {
      const oldest = String(since.epochMilliseconds / 1_000)
      let cursor: string | undefined
      for (let pages = 0; pages < mostPages; pages++) {
        const asked = { channel, oldest, limit: pageSize, include_all_metadata: true }
        const page = await told(() => client.conversations.history({ ...asked, ...(cursor ? { cursor } : {}) }))
        const found = page.messages?.find((message) => keyOf(message) === key)
        if (found !== undefined) return place(channel, found.ts)
        cursor = page.response_metadata?.next_cursor
        if (!cursor) return undefined
      }
      throw new Failure('bad-answer', 'a message could not be looked up: too much was said in the channel since')
    },
  }
}

/** The client's own log would repeat what was posted. */
const quiet = {
  ...{ debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, setName() {} },
  getLevel: () => LogLevel.ERROR,
}

const ours = z.object({
  metadata: z.object({ event_type: z.literal(eventType), event_payload: z.object({ key: z.string() }) }),
})
const keyOf = (message: unknown): string | undefined => ours.safeParse(message).data?.metadata.event_payload.key

function place(channel: string, ts: string | undefined): string {
  if (ts === undefined) throw new Failure('bad-answer', "Slack's answer names no message")
  return `${channel}/${ts}`
}

const platformError = z.object({ code: z.literal(ErrorCode.PlatformError), data: z.object({ error: z.string() }) })
const rateLimited = z.object({ code: z.literal(ErrorCode.RateLimitedError), retryAfter: z.number() })
const httpError = z.object({ code: z.literal(ErrorCode.HTTPError), statusCode: z.number() })

/** Refusals that no further try helps: the app, its rights, the channel or the message have to be changed. */
const forGood = new Set(
  `channel_not_found not_in_channel is_archived invalid_auth not_authed token_revoked token_expired account_inactive missing_scope
  no_permission restricted_action team_access_not_granted ekm_access_denied org_login_required invalid_blocks invalid_blocks_format
  invalid_metadata_format metadata_too_large msg_too_long no_text msg_blocks_too_long invalid_arguments as_user_not_supported`.split(
    /\s+/,
  ),
)
const forNow = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])

/** No error of the client goes on from here: its text may hold what was posted. */
async function told<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw failureOf(error)
  }
}

function failureOf(error: unknown): Error {
  const platform = platformError.safeParse(error)
  if (platform.success) {
    const code = platform.data.data.error
    if (forGood.has(code) || forNow.has(code)) return new SlackRefusal(code, forGood.has(code))
    // An error inside Slack, or an answer that did not arrive whole: the message may stand there.
    return new Failure('unavailable', 'Slack failed within, or its answer cannot be read')
  }
  if (rateLimited.safeParse(error).success) return new SlackRefusal('ratelimited', false)
  const http = httpError.safeParse(error)
  if (http.success) return new Failure('unavailable', `Slack answered with HTTP ${http.data.statusCode}`)
  return new Failure(failureKindOf(original(error)) ?? 'unavailable', 'Slack could not be reached')
}

const original = (error: unknown): unknown => (error instanceof Error && 'original' in error ? error.original : error)
