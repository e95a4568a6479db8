import type { TwilioAccount, TwilioClient } from '@frontdesk/twilio'
import { z } from 'zod'
import { ask, failureOfStatus, failureWithoutAnswer, VendorFailure } from './vendor-failure.ts'

export interface Text {
  readonly from: string
  readonly to: string
  readonly body: string
}

/** Text messages, in our words. Every method throws VendorFailure, or the signal's reason. */
export interface Sms {
  /** Resolves to the carrier's id of the message. */
  send(text: Text, signal: AbortSignal): Promise<string>
  /** The message to that number, made since then, that holds `reference` as a word of its own. */
  find(sought: SoughtText, signal: AbortSignal): Promise<string | undefined>
}

export interface SoughtText {
  readonly to: string
  readonly reference: string
  readonly since: Temporal.Instant
}

/** The carrier's clock and ours may differ by this much. */
const skew = { minutes: 2 }
const pageSize = 50
/** I6: a number that got more messages than this many pages since then is not searched to its end. */
const mostPages = 20
const vendor = 'sms'

/** Twilio. Its client takes long to import, so that begins now and is waited for when it is needed. */
export function twilioSms(account: TwilioAccount, timeoutMs: number): Sms {
  const connected = import('@frontdesk/twilio').then(({ twilioClient, twilioErrorCode, twilioErrorStatus }) => ({
    client: twilioClient(account, timeoutMs),
    read: (error: unknown) => {
      const status = twilioErrorStatus(error)
      return status === undefined || status < 400
        ? failureWithoutAnswer(vendor, error)
        : failureOfStatus(vendor, status, String(twilioErrorCode(error) ?? ''))
    },
  }))
  const call = async <T>(signal: AbortSignal, work: (client: TwilioClient) => Promise<T>): Promise<T> => {
    const { client, read } = await connected
    return ask({ vendor, timeoutMs, signal, read }, () => work(client))
  }
  return {
    send: (text, signal) => call(signal, async (client) => sidOf(await client.messages.create({ ...text }))),
    find: (sought, signal) => call(signal, (client) => findText(client, sought)),
  }
}

/**
 * Newest first, until they are older than what is sought. The carrier's own filter goes by when a message was sent, which one
 * that waits in its queue has not been yet: it would be missed, and sent twice.
 */
async function findText(client: TwilioClient, { to, reference, since }: SoughtText): Promise<string | undefined> {
  const oldestMs = since.subtract(skew).epochMilliseconds
  let page: MessagePage | undefined = await client.messages.page({ to, pageSize })
  for (let pages = 1; page !== undefined; pages += 1) {
    const found = page.instances.find(({ body }) => body.split(/[^A-Z0-9]+/).includes(reference))
    if (found !== undefined) return found.sid
    if (page.instances.some(({ dateCreated }) => dateCreated.getTime() < oldestMs)) return undefined
    if (pages === mostPages) throw new VendorFailure(vendor, 'unavailable', { vendorCode: 'too-many-messages' })
    page = await page.nextPage()
  }
  return undefined
}

type MessagePage = Awaited<ReturnType<Awaited<ReturnType<TwilioClient['messages']['page']>>['nextPage']>>

const created = z.object({ sid: z.string().min(1) })

/** The SDK reads an answer that broke off as a message without fields: it may well have been sent. */
function sidOf(message: unknown): string {
  const parsed = created.safeParse(message)
  if (parsed.success) return parsed.data.sid
  throw new VendorFailure(vendor, 'unavailable', { status: 201, vendorCode: 'unreadable' })
}
