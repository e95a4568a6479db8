import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/**
 * Passwords as scrypt keeps them: `scrypt.LOG2N.R.P.SALT.KEY`, the last two in base64url. Nothing in it needs quoting in a shell.
 * The cost is one that OWASP's password storage cheat sheet names; of those the one that needs the least memory.
 */
const cost = { log2n: 14, r: 8, p: 5 } as const
const keyBytes = 32
/** Dearer ones than this would let whoever sets them stop the process. */
const dearest = { log2n: 17, r: 16, p: 8 } as const

const shape = /^scrypt\.(\d{1,2})\.(\d{1,2})\.(\d{1,2})\.([\w-]{16,})\.([\w-]{43})$/

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.log2n, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('.')
}

export const isPasswordHash = (hash: string): boolean => parse(hash) !== undefined

/** Takes as long for a wrong password as for the right one. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const parsed = parse(hash)
  if (parsed === undefined) throw new TypeError('a password hash must be scrypt.LOG2N.R.P.SALT.KEY')
  const key = await derive(password, parsed.salt, parsed.cost)
  return timingSafeEqual(key, parsed.key)
}

type Cost = Record<keyof typeof cost, number>

function parse(hash: string): { readonly cost: Cost; readonly salt: Buffer; readonly key: Buffer } | undefined {
  const [, log2n, r, p, salt, key] = shape.exec(hash) ?? []
  if (salt === undefined || key === undefined) return undefined
  const its: Cost = { log2n: Number(log2n), r: Number(r), p: Number(p) }
  const isPayable = its.log2n <= dearest.log2n && its.r <= dearest.r && its.p <= dearest.p
  if (!isPayable || its.log2n < cost.log2n || its.r < 1 || its.p < 1) return undefined
  return { cost: its, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

function derive(password: string, salt: Buffer, { log2n, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** log2n
  const options: ScryptOptions = { N, r, p, maxmem: 2 * 128 * N * r }
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  return promise
}
