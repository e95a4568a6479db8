import { readdirSync } from 'node:fs'
import { availableParallelism, setPriority } from 'node:os'
import { pid } from 'node:process'
import { setFlagsFromString } from 'node:v8'

/** Of Linux's -20 to 19. A thread of 10 beside one of 0 gets a tenth of a core that both want, and all of one that is free. */
const helperNice = 10

/**
 * Has every other thread of the process stand back for this one, which carries the calls: those that collect memory and compile
 * for V8, and those that keep the records. On one core, a collection's four helpers beside the calls held all of them up by a
 * tenth of a second and more. Threads that begin later are not held back. Where there is one core only, V8 marks no memory in such
 * threads at all, but in small steps between what the calls do: nobody else could do it at the same time.
 * @returns how many stand back; none where threads have no priorities of their own, or may not be given any
 */
export function putThisThreadFirst(): number {
  if (availableParallelism() === 1) setFlagsFromString('--no-concurrent-marking')
  const ids = threads()
  // Where these are not the numbers by which we know ourselves (a strange /proc), they would be somebody else's.
  return ids.includes(pid) ? ids.filter((id) => id !== pid && standsBack(id)).length : 0
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
