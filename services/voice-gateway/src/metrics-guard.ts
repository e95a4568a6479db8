import { timingSafeEqual } from 'node:crypto'

/** Whether whoever sends this `authorization` header may read the metrics: they tell how busy a business is, and when (I9). */
export type MetricsGuard = (authorization: string | undefined) => boolean

export interface GuardedBy {
  readonly metricsToken?: string
  readonly host: string
  readonly publicUrl?: string
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost'])

/**
 * With a token: who bears it. Without one: everybody who can ask, where that is this machine alone. A public address means
 * that somebody else's proxy reaches our loopback.
 */
export function metricsGuard({ metricsToken, host, publicUrl }: GuardedBy): MetricsGuard {
  if (metricsToken === undefined) {
    const isPrivate = loopback.has(host) && publicUrl === undefined
    return () => isPrivate
  }
  const wanted = Buffer.from(`Bearer ${metricsToken}`)
  return (authorization) => {
    const given = Buffer.from(authorization ?? '')
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }
}
