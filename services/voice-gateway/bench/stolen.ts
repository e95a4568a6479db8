import { readFileSync } from 'node:fs'

const aTickMs = 10

/**
 * For how long, since it started, this machine's processors were given to others by whoever it is a guest of: what was delayed
 * then, nobody here delayed. Linux tells it (proc(5), /proc/stat, `steal`); elsewhere it is 0.
 */
export function stolenMs(): number {
  if (process.platform !== 'linux') return 0
  const [, , , , , , , , steal = '0'] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/\s+/)
  return Number(steal) * aTickMs
}
