import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { z } from 'zod'

/** A process of ours, started and watched by another. */
export interface Managed extends AsyncDisposable {
  readonly name: string
  readonly pid: number
  readonly readyAfterMs: number
  /** Where it listens, if it said so. */
  readonly port: number | undefined
  /** What it said in lines of NAME=value before it was ready. */
  readonly told: Readonly<Record<string, string>>
  /** Resolves to its exit code when it is gone; null when a signal ended it. */
  readonly gone: Promise<number | null>
  /** Ends it without a word. Resolves when it is gone. */
  kill(): Promise<void>
  /** Asks it to end. Resolves to its exit code. */
  stop(): Promise<number | null>
  /** How much memory it holds; undefined where that cannot be told. */
  residentBytes(): Promise<number | undefined>
}

export interface Program {
  readonly name: string
  readonly file: string
  readonly args?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Each line that it prints, but those of NAME=value. */
  readonly onLine: (line: string) => void
  /** It is ready with this line; unless told, when its log says so. */
  readonly isReady?: (line: string) => boolean
}

const logLine = z.object({ message: z.string(), port: z.number().optional() })
/** What is not gone by then is ended: a service drains within ten seconds. */
const stopWithinMs = 12_000

/** Nobody is left behind by a process that ends without having stopped them. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Resolves when it is ready. @throws when it ends before, with what it said last */
export async function startProcess(program: Program): Promise<Managed> {
  const { name, file, args = [], env, onLine } = program
  const startedMs = performance.now()
  // In a group of its own: Ctrl-C is for whoever started it, who stops what was started in an order.
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...env, PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const gone = once(child, 'exit').then(([code]) => code as number | null)
  running.add(child)
  void gone.then(() => running.delete(child))
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
    const code = await gone
    clearTimeout(timer)
    return code
  }
  const { told, port } = await readyWords(child, gone, program, onLine).catch(async (error) => {
    await end('SIGKILL')
    throw error
  })
  return {
    ...{ name, told, port, gone, pid: child.pid ?? 0, readyAfterMs: performance.now() - startedMs },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    residentBytes: () => residentBytes(child.pid ?? 0),
    [Symbol.asyncDispose]: async () => void (await end('SIGTERM')),
  }
}

/** Starts all side by side; `opened` stops them so too, also when one of them cannot start. */
export async function startTogether(opened: AsyncDisposableStack, programs: readonly Program[]): Promise<Managed[]> {
  const starts = await Promise.allSettled(programs.map(startProcess))
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? start.value : []))
  opened.defer(async () => void (await Promise.all(started.map((each) => each.stop()))))
  for (const start of starts) if (start.status === 'rejected') throw start.reason
  return started
}

async function readyWords(
  child: ChildProcess,
  gone: Promise<number | null>,
  { name, isReady = saysReady }: Program,
  onLine: (line: string) => void,
): Promise<{ readonly told: Record<string, string>; readonly port: number | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const told: Record<string, string> = {}
  const last: string[] = []
  let port: number | undefined
  const read = (line: string) => {
    const [, key, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) told[key] = value
    else {
      onLine(line)
      last.push(line)
      if (last.length > 20) last.shift()
    }
    port ??= logged(line)?.port
    if (isReady(line)) resolve()
  }
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) createInterface(stream).on('line', read)
  void gone.then((code) => reject(new Error(`${name} ended with ${code} before it was ready:\n${last.join('\n')}`)))
  await promise
  return { told, port }
}

const saysReady = (line: string): boolean => logged(line)?.message === 'process is ready'

function logged(line: string): z.infer<typeof logLine> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return logLine.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
    return Number(stdout.trim()) * 1024 || undefined
  } catch {
    return undefined
  }
}
