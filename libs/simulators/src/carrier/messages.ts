import { setTimeout as pause } from 'node:timers/promises'
import { type Book, type MessageRow, newSid } from './rows.ts'
import type { CarrierSettings } from './settings.ts'
import type { Webhooks } from './webhooks.ts'

/** What becomes of messages to a number. */
export interface MessageFate {
  readonly status: 'delivered' | 'undelivered' | 'failed'
  /** As Twilio numbers them: 30003 unreachable, 30006 landline, 30007 filtered, 30034 not registered. */
  readonly errorCode?: number
}

export interface MessageOrder {
  readonly from: string
  readonly messagingServiceSid: string | null
  readonly to: string
  readonly body: string
  readonly callbackUrl: string | null
}

export interface MessagesOptions {
  readonly book: Book
  readonly webhooks: Webhooks
  readonly settings: CarrierSettings
  readonly closing: AbortSignal
  readonly accountSid: string
  readonly onChange: (row: MessageRow) => void
}

const delivered: MessageFate = { status: 'delivered' }

/** Text messages on their way: queued, sending, sent, and then what their fate is. */
export class Messages {
  readonly fates = new Map<string, MessageFate>()
  /** Numbers that answered STOP: 21610. */
  readonly optedOut = new Set<string>()
  /** Numbers that the carrier knows to take no messages: 21614. */
  readonly landlines = new Set<string>()
  readonly #options: MessagesOptions

  constructor(options: MessagesOptions) {
    this.#options = options
  }

  send(order: MessageOrder): MessageRow {
    const nowMs = this.#options.settings.messageClock()
    const row: MessageRow = {
      sid: newSid('SM'),
      ...order,
      status: 'queued',
      createdAtMs: nowMs,
      sentAtMs: null,
      updatedAtMs: nowMs,
      errorCode: null,
    }
    this.#keep(row)
    this.#carry(row)
    return row
  }

  /** Carries on with what a process that died left on the way. */
  resume(): void {
    for (const row of this.#options.book.messages.rows()) {
      if (row.status === 'queued' || row.status === 'sending' || row.status === 'sent') this.#carry(row)
    }
  }

  #carry(row: MessageRow): void {
    this.#goTheWay(row).catch((error: unknown) => {
      if (!this.#options.closing.aborted) throw error
    })
  }

  async #goTheWay(queued: MessageRow): Promise<void> {
    let row = queued
    const fate = this.fates.get(row.to) ?? delivered
    const step = () => pause(this.#options.settings.messageStepMs, undefined, { signal: this.#options.closing })
    if (row.status === 'queued') {
      await step()
      row = this.#keep({ ...row, status: 'sending' })
    }
    if (row.status === 'sending' && fate.status !== 'failed') {
      await step()
      row = this.#told({ ...row, status: 'sent', sentAtMs: this.#options.settings.messageClock() })
    }
    await step()
    this.#told({ ...row, status: fate.status, errorCode: fate.errorCode ?? null })
  }

  #told(row: MessageRow): MessageRow {
    const { webhooks, accountSid } = this.#options
    const kept = this.#keep(row)
    if (row.callbackUrl === null) return kept
    const params = {
      AccountSid: accountSid,
      MessageSid: row.sid,
      SmsSid: row.sid,
      MessageStatus: row.status,
      SmsStatus: row.status,
      From: row.from,
      To: row.to,
      ApiVersion: '2010-04-01',
      ...(row.errorCode === null ? {} : { ErrorCode: String(row.errorCode) }),
    }
    webhooks.tell({ kind: 'message', url: row.callbackUrl, method: 'POST', params })
    return kept
  }

  #keep(row: MessageRow): MessageRow {
    const kept = { ...row, updatedAtMs: this.#options.settings.messageClock() }
    this.#options.book.messages.put(kept.sid, kept)
    this.#options.onChange(kept)
    return kept
  }
}

// Single characters that GSM 03.38 has; each of the second list costs two.
const gsm = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const gsmDouble = new Set('^{}\\[~]|€')

/** How many messages the network charges: 160 (153 when joined) in GSM-7, 70 (67) otherwise. */
export function segmentsOf(body: string): number {
  const characters = [...body]
  const isGsm = characters.every((character) => gsm.has(character) || gsmDouble.has(character))
  const units = isGsm ? characters.reduce((sum, character) => sum + (gsmDouble.has(character) ? 2 : 1), 0) : body.length
  const [single, joined] = isGsm ? [160, 153] : [70, 67]
  return units <= single ? 1 : Math.ceil(units / joined)
}
