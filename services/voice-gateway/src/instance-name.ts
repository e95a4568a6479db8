import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

/**
 * A name that no other instance has, not even the one that ran here before: where it runs, for whoever reads it, and a random
 * end. Calls that stand under a name which is gone are found by their heartbeat.
 */
export function instanceName(host: string = hostname()): string {
  const where = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40)
  return `${where || 'gateway'}-${randomBytes(5).toString('hex')}`
}
