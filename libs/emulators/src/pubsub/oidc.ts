import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** Google's own issuer: a receiver that checks it, as it must, is to find it here. */
const issuer = 'https://accounts.google.com'
const lifetimeSeconds = 3_600

export interface OidcTokens {
  /** By key id, in PEM: what Google publishes at oauth2/v1/certs. */
  readonly certs: Readonly<Record<string, string>>
  /** A signed token; `claims` replace what it would say. */
  token(email: string, audience: string, claims?: Readonly<Record<string, unknown>>): string
}

/** A key pair of our own that stands for Google's. */
export function oidcTokens(kid = 'emulator-1'): OidcTokens {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    certs: { [kid]: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
    token: (email, audience, claims = {}) => {
      const iat = Math.floor(Date.now() / 1_000)
      const said = { iss: issuer, aud: audience, azp: email, sub: email, email, email_verified: true, iat }
      return jwt(privateKey, kid, { ...said, exp: iat + lifetimeSeconds, ...claims })
    },
  }
}

function jwt(key: KeyObject, kid: string, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid })}.${part(claims)}`
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`
}
