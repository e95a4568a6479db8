import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const readySchema = z.object({ message: z.literal('voice gateway is ready'), port: z.number() })

export interface GatewayProcess extends AsyncDisposable {
  readonly port: number
  /** Ends it without a word. Resolves when it is gone. */
  kill(): Promise<void>
  /** Asks it to end. Resolves to its exit code. */
  stop(): Promise<number | null>
  /** What it logged as warnings and errors. */
  readonly complaints: readonly string[]
}

/** A voice gateway as it is run in production: its own `main.ts`, in a process of its own. Resolves when it is ready. */
export async function startGatewayProcess(env: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const complaints: string[] = []
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    await gone
  }
  const port = await portOf(child, complaints)
  return {
    port,
    complaints,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM')
      return child.exitCode
    },
    [Symbol.asyncDispose]: () => end('SIGKILL'),
  }
}

/** The port that it says it is ready on. @throws when it ends before */
async function portOf(child: ChildProcess, complaints: string[]): Promise<number> {
  if (child.stdout === null) throw new Error('the process has no output')
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}: ${complaints.join('\n')}`)))
  createInterface(child.stdout).on('line', (line) => {
    const entry = z.record(z.string(), z.unknown()).safeParse(parsed(line))
    if (!entry.success) return
    const ready = readySchema.safeParse(entry.data)
    if (ready.success) resolve(ready.data.port)
    else if (!/INFO|DEBUG/.test(String(entry.data.severity))) complaints.push(line)
  })
  return promise
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
