// The file and not the package: the whole of it takes a third of a second to load.
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'

/** Twilio's signature over an address as the other side sees it, and the form's parameters if there is a form. */
export function signature(authToken: string, url: string, params: Readonly<Record<string, string>>): string {
  return getExpectedTwilioSignature(authToken, url, params)
}
