import { OAuth2Client } from 'google-auth-library'

/** Google's public keys by their id, in PEM. Asked for with every push: keep them as long as they may be kept. */
export type Certs = () => Promise<Readonly<Record<string, string>>>

export interface PushIdentity {
  /** What the push subscription was told to write into its tokens. */
  readonly audience: string
  /** The e-mail address of the service account that the push subscription posts as. */
  readonly serviceAccount: string
  readonly certs: Certs
}

export type TokenCheck = 'genuine' | 'refused' | 'cannot-tell'

/** https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions */
const issuers = ['https://accounts.google.com', 'accounts.google.com']
/** Short, since an emulator that was started anew has new keys. */
const keepCertsMs = 10_000

/** Google's own, kept as long as Google says. */
export function googleCerts(): Certs {
  const google = new OAuth2Client()
  return async () => textOnly((await google.getFederatedSignonCertsAsync()).certs)
}

/** An emulator's, from where it serves them. @throws when they cannot be had */
export function certsAt(url: string): Certs {
  let kept: { readonly certs: Readonly<Record<string, string>>; readonly atMs: number } | undefined
  return async () => {
    if (kept !== undefined && performance.now() - kept.atMs < keepCertsMs) return kept.certs
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    if (!response.ok) throw new Error(`the keys for push tokens cannot be had: ${url} answered ${response.status}`)
    kept = { certs: textOnly(await response.json()), atMs: performance.now() }
    return kept.certs
  }
}

const textOnly = (certs: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(certs ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

/**
 * Whether a push comes from our own push subscription (I9): signed by Google, for us, not expired, and in the name of the one
 * service account that may. The vendor's errors hold the token, so nothing of them is passed on.
 */
export async function checkToken(authorization: string | undefined, identity: PushIdentity): Promise<TokenCheck> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) return 'refused'
  let certs: Readonly<Record<string, string>>
  try {
    certs = await identity.certs()
  } catch {
    return 'cannot-tell'
  }
  try {
    const google = new OAuth2Client()
    const ticket = await google.verifySignedJwtWithCertsAsync(token, certs, identity.audience, issuers)
    const payload = ticket.getPayload()
    return payload?.email_verified === true && payload.email === identity.serviceAccount ? 'genuine' : 'refused'
  } catch {
    return 'refused'
  }
}
