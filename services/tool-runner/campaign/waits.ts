import { setTimeout as pause } from 'node:timers/promises'

// Whoever waits says for what and how long: a campaign that hangs shows nothing.

const lookEveryMs = 25

export class NotInTime extends Error {
  override readonly name = 'NotInTime'
  constructor(what: string, withinMs: number) {
    super(`${what}: waited ${withinMs / 1_000} s for it in vain`)
  }
}

/** @throws NotInTime; what is waited for goes on, and how it ends is nobody's any more */
export async function within<T>(withinMs: number, what: string, waitedFor: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new NotInTime(what, withinMs)), withinMs)
  try {
    return await Promise.race([waitedFor, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Looks again and again. @throws NotInTime */
export async function until(withinMs: number, what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new NotInTime(what, withinMs)
    await pause(lookEveryMs)
  }
}
