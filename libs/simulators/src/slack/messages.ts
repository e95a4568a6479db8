import { z } from 'zod'
import type { Store, Table } from '../server/store.ts'
import { blocksSchema } from './blocks.ts'

export const metadataSchema = z.object({
  event_type: z.string().min(1),
  event_payload: z.record(z.string(), z.unknown()),
})

const messageSchema = z.object({
  channel: z.string(),
  ts: z.string(),
  text: z.string(),
  blocks: blocksSchema.optional(),
  attachments: z.array(z.unknown()).optional(),
  metadata: metadataSchema.optional(),
  thread_ts: z.string().optional(),
  /** Shown in the channel too, though it is a reply. */
  broadcast: z.boolean(),
  edited: z.object({ user: z.string(), ts: z.string() }).optional(),
})
export type SlackMessage = z.infer<typeof messageSchema>

export const BOT = { userId: 'U0FRONTDESK', botId: 'B0FRONTDESK', appId: 'A0FRONTDESK', teamId: 'T0SIMULATED' } as const

/** The messages of a workspace. A message is named by channel and `ts`, which is also its time and its order. */
export class Messages {
  readonly #table: Table<SlackMessage>
  readonly #now: () => number

  constructor(store: Store, now: () => number) {
    this.#table = store.table('messages', messageSchema)
    this.#now = now
  }

  all(): SlackMessage[] {
    return this.#table.rows()
  }

  find(channel: string, ts: string): SlackMessage | undefined {
    return this.#table.get(`${channel}/${ts}`)
  }

  post(message: Omit<SlackMessage, 'ts'>): SlackMessage {
    return this.#put({ ...message, ts: this.#nextTs() })
  }

  edit(old: SlackMessage, changed: Pick<SlackMessage, 'text' | 'blocks' | 'attachments' | 'metadata'>): SlackMessage {
    return this.#put({ ...old, ...changed, edited: { user: BOT.userId, ts: this.#nextTs() } })
  }

  #put(message: SlackMessage): SlackMessage {
    const whole = messageSchema.parse(message)
    this.#table.put(`${message.channel}/${message.ts}`, whole)
    return whole
  }

  /** Seconds and six digits, later than every other in the workspace. */
  #nextTs(): string {
    const latestMicros = Math.max(0, ...this.all().map(({ ts }) => Number(ts.replace('.', ''))))
    const micros = String(Math.max(this.#now() * 1_000, latestMicros + 1))
    return `${micros.slice(0, -6)}.${micros.slice(-6)}`
  }
}

/** A message as Slack writes it in answers. */
export function shown(message: SlackMessage, withMetadata: boolean) {
  const { channel: _, broadcast, metadata, ...rest } = message
  return {
    type: 'message',
    ...(broadcast ? { subtype: 'thread_broadcast' } : {}),
    user: BOT.userId,
    bot_id: BOT.botId,
    app_id: BOT.appId,
    team: BOT.teamId,
    ...rest,
    ...(withMetadata && metadata ? { metadata } : {}),
  }
}
