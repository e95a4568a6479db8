import type { Clock } from '@frontdesk/process/clock'
import { hashPassword, isPassword } from './password.ts'
import type { Staff } from './staff.ts'

/** Wrong passwords for one name, or from one address, within the time: past it nobody is let in until it is over. */
const mostFailures = { name: 8, address: 30 } as const
const withinMs = 10 * 60_000
/** I6: checks at once (each takes a processor for a moment), and names and addresses that are remembered. */
const mostAtOnce = 2
const mostRemembered = 10_000

export type SignIn = { readonly person: Staff } | { readonly refused: 'wrong' | 'too-many' }

/** Lets people in by name and password. Who guesses is slowed down, by name and by address. */
export function signInDesk(staff: readonly Staff[], clock: Pick<Clock, 'monotonicMs'>) {
  const byName = new Map(staff.map((person) => [person.name, person]))
  const failures = new Map<string, number[]>()
  let checking = 0
  // A name that nobody has takes as long to refuse as one that somebody has.
  const nobody = hashPassword('nobody')

  const recent = (key: string) => (failures.get(key) ?? []).filter((at) => at > clock.monotonicMs() - withinMs)
  const isOverdone = (name: string, address: string) =>
    recent(`name ${name}`).length >= mostFailures.name || recent(`address ${address}`).length >= mostFailures.address
  const failed = (key: string) => {
    const kept = [...recent(key), clock.monotonicMs()]
    // Again at the end: the one that failed longest ago goes first.
    failures.delete(key)
    failures.set(key, kept)
    const [oldest] = failures.keys()
    if (failures.size > mostRemembered && oldest !== undefined) failures.delete(oldest)
  }

  return async (name: string, password: string, address: string): Promise<SignIn> => {
    if (checking >= mostAtOnce || isOverdone(name, address)) return { refused: 'too-many' }
    checking++
    try {
      const person = byName.get(name)
      const isRight = await isPassword(password, person?.passwordHash ?? (await nobody))
      if (person !== undefined && isRight) return { person }
      failed(`name ${name}`)
      failed(`address ${address}`)
      return { refused: 'wrong' }
    } finally {
      checking--
    }
  }
}
