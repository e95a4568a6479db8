import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Ids that are given to the model and come back from it: it can hand them on and nothing else. An id holds what it stands for,
 * ends, and is signed together with what it is bound to, so that none can be made up, and one of another line or another call
 * is worth nothing here. It is signed, not encrypted: nothing that is nobody's business may go into it.
 *
 * Which key signed is told by the key's own id: the first secret signs, the others are still read. To rotate, put the new one
 * in front, and take the old one away when the last id under it has ended.
 */
export interface Seals {
  seal(boundTo: readonly string[], content: Buffer, until: Temporal.Instant): string
  open(boundTo: readonly string[], text: string, now: Temporal.Instant): Opened
}

export type Opened =
  | { readonly is: 'sealed'; readonly content: Buffer }
  /** It was ours, and its time is over. */
  | { readonly is: 'over' }
  /** Made up, damaged, bound to something else, or under a key that is gone. */
  | { readonly is: 'foreign' }

const keyIdBytes = 2
const untilBytes = 4
const headBytes = keyIdBytes + untilBytes
const macBytes = 12
const msPerMinute = 60_000

/** @param secrets of at least eight characters each; the first signs */
export function sealsOf(secrets: readonly string[]): Seals {
  const keys = secrets.map(keyOf)
  const [first] = keys
  if (first === undefined) throw new TypeError('there must be a secret to sign ids with')
  return {
    seal(boundTo, content, until) {
      const head = Buffer.alloc(headBytes)
      first.id.copy(head)
      head.writeUInt32BE(Math.ceil(until.epochMilliseconds / msPerMinute), keyIdBytes)
      const body = Buffer.concat([head, content])
      return Buffer.concat([body, macOf(first.key, boundTo, body)]).toString('base64url')
    },
    open(boundTo, text, now) {
      const bytes = bytesOf(text)
      if (bytes === undefined) return { is: 'foreign' }
      const body = bytes.subarray(0, -macBytes)
      const key = keys.find(({ id }) => id.equals(body.subarray(0, keyIdBytes)))
      if (key === undefined || !timingSafeEqual(bytes.subarray(-macBytes), macOf(key.key, boundTo, body))) {
        return { is: 'foreign' }
      }
      const untilMs = body.readUInt32BE(keyIdBytes) * msPerMinute
      return now.epochMilliseconds < untilMs ? { is: 'sealed', content: body.subarray(headBytes) } : { is: 'over' }
    },
  }
}

/** What an id holds, whoever made it and whenever: to tell two wishes apart, never to act upon. */
export function unverified(text: string): Buffer | undefined {
  return bytesOf(text)?.subarray(headBytes, -macBytes)
}

/** The secret that stands in where no other is set: whoever has the carrier's token runs these tools anyway. */
export const secretFrom = (authToken: string): string =>
  createHmac('sha256', authToken).update('frontdesk: ids of slots and appointments').digest('hex')

function keyOf(secret: string) {
  const key = createHmac('sha256', secret).update('frontdesk: key of sealed ids').digest()
  return { key, id: createHash('sha256').update(key).digest().subarray(0, keyIdBytes) }
}

function macOf(key: Buffer, boundTo: readonly string[], body: Buffer): Buffer {
  // JSON in front, which ends where it ends: no part of what it is bound to can pass for another, or for the content.
  const mac = createHmac('sha256', key).update(JSON.stringify(boundTo)).update(body).digest()
  return mac.subarray(0, macBytes)
}

/** Undefined for what is no id by its looks. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length > headBytes + macBytes && bytes.toString('base64url') === text ? bytes : undefined
}

/** A short tag of a name that an id holds in its stead. Within one line's few names no two are alike but by a miracle. */
export const tagOf = (name: string): Buffer => createHash('sha256').update(name).digest().subarray(0, tagBytes)
export const tagBytes = 4
