import { readdirSync } from 'node:fs'
import { setPriority } from 'node:os'
import { pid } from 'node:process'

/** Of Linux's -20 to 19. A thread of 10 beside one of 0 gets a tenth of a core that both want, and all of one that is free. */
const helperNice = 10

/**
 * Has every other thread of the process stand back for this one, which carries the calls: those that collect memory and compile
 * for V8, and those that keep the records. On one core a collection's four helpers take four fifths of it for a tenth of a
 * second, and a commit half of it: a caller hears that as a gap. Threads that begin later are not held back.
 * @returns how many stand back; none where threads have no priorities of their own, or may not be given any
 */
export function putThisThreadFirst(): number {
  return threads().filter((id) => id !== pid && standsBack(id)).length
}

/** Linux knows a thread by an id of its own, which is the process's for the first; other systems have no such folder. */
function threads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number)
  } catch {
    return []
  }
}

function standsBack(id: number): boolean {
  try {
    setPriority(id, helperNice)
    return true
  } catch {
    // It has ended meanwhile, or a sandbox allows no such thing: a slower gateway, no broken one.
    return false
  }
}
