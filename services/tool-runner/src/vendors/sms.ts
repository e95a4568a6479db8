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
  /** The message to that number that holds `reference`, among the latest. */
  find(to: string, reference: string, signal: AbortSignal): Promise<string | undefined>
}

/** A number gets few messages between a call's start and its end; the reference tells them apart. */
const latest = 50
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
    find: (to, reference, signal) =>
      call(signal, async (client) => {
        const messages = await client.messages.list({ to, limit: latest, pageSize: latest })
        return messages.find(({ body }) => body.includes(reference))?.sid
      }),
  }
}

const created = z.object({ sid: z.string().min(1) })

/** The SDK reads an answer that broke off as a message without fields: it may well have been sent. */
function sidOf(message: unknown): string {
  const parsed = created.safeParse(message)
  if (parsed.success) return parsed.data.sid
  throw new VendorFailure(vendor, 'unavailable', { status: 201, vendorCode: 'unreadable' })
}
