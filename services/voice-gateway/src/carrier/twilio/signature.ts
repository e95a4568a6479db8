import twilio from 'twilio'

/** A parameter that came more than once is a list, as Twilio's own helper wants it. */
export type WebhookParameters = Readonly<Record<string, string | readonly string[]>>

/** Whether what arrived was signed by Twilio for this account. Comparison takes the same time wherever the first difference is. */
export interface SignatureCheck {
  /** `path` with its query, as it was asked of the public address. */
  webhook(signature: string | undefined, path: string, parameters: WebhookParameters): boolean
  /** The upgrade is signed over the stream's URL exactly as the TwiML named it, and over no parameters. */
  upgrade(signature: string | undefined): boolean
}

/** The addresses that the carrier was told: never taken from a request's own headers. */
export interface SignedAddresses {
  /** Without a slash at its end. */
  readonly base: string
  readonly stream: string
}

/** @param addresses asked at every check: they are known once the server is bound */
export function signatureCheck(authToken: string, addresses: () => SignedAddresses): SignatureCheck {
  const valid = (signature: string | undefined, url: string, parameters: WebhookParameters) =>
    signature !== undefined && URL.canParse(url) && twilio.validateRequest(authToken, signature, url, { ...parameters })
  return {
    webhook: (signature, path, parameters) => valid(signature, `${addresses().base}${path}`, parameters),
    upgrade: (signature) => valid(signature, addresses().stream, {}),
  }
}
