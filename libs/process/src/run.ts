import { EnvironmentFault } from './env.ts'
import type { ProcessLog } from './log.ts'

/**
 * How a process lives. It reads its settings, starts, is ready; a SIGTERM, a SIGINT or `stop()` makes it drain: it is no
 * longer ready, refuses new work and finishes what runs, within its grace. It ends with one of these codes.
 */
export const exitCodes = {
  /** Drained in time. */
  done: 0,
  /** Could not start, met an error that nobody handled, or failed while draining. */
  failed: 1,
  /** The grace was over, or a second signal came, before everything had ended. */
  forced: 2,
  /** Drained because something that it cannot work without is gone (EX_UNAVAILABLE): starting again may help. */
  lost: 69,
  /** The settings are wrong (EX_CONFIG of sysexits.h): starting again does not help. */
  misconfigured: 78,
} as const

export interface Life {
  readonly log: ProcessLog
  /** Aborted when draining begins. */
  readonly draining: AbortSignal
  /** True from the moment `start` resolved until draining begins: what `/readyz` answers. */
  isReady(): boolean
  /** Begins to drain, as a SIGTERM does. */
  stop(): void
  /** Begins to drain, and ends the process as `lost`: what it stands on (its file, its bus) is gone and does not come back. */
  lost(): void
}

export interface Program<E> {
  /** Reads the settings. @throws EnvironmentFault, which is told to a person as it is */
  readonly env: () => E
  readonly log: (env: E) => ProcessLog
  /** Resolves when ready for work. Disposing what it returns drains it. */
  readonly start: (env: E, life: Life) => Promise<AsyncDisposable>
  /** How long draining may take. Cloud Run sends SIGKILL 10 s after SIGTERM. */
  readonly graceMs?: number
}

type End = keyof typeof exitCodes

/** Runs the program and ends the process. Never resolves: `process.exit` is its end. */
export async function run<E>(program: Program<E>): Promise<never> {
  let env: E
  try {
    env = program.env()
  } catch (error) {
    if (!(error instanceof EnvironmentFault)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(exitCodes.misconfigured)
  }
  const log = program.log(env)
  const end = await live(program, env, log)
  log.info('process ends', { end })
  log.flush()
  process.exit(exitCodes[end])
}

/** Resolves to how it ended: by itself, or by whatever cuts it short. */
async function live<E>(program: Program<E>, env: E, log: ProcessLog): Promise<End> {
  const graceMs = program.graceMs ?? 9_000
  const draining = new AbortController()
  const cutShort = Promise.withResolvers<End>()
  const began = Promise.withResolvers<void>()
  let ready = false
  let wasReady = false
  let isLost = false

  const drain = (why: string) => {
    if (draining.signal.aborted) return
    ready = false
    log.info('process drains', { why, graceMs })
    setTimeout(() => cutShort.resolve('forced'), graceMs)
    draining.abort()
    began.resolve()
  }
  const onSignal = (signal: string) => (draining.signal.aborted ? cutShort.resolve('forced') : drain(signal))
  const onError = (error: unknown) => {
    log.error('process met an error that nobody handled', { error })
    cutShort.resolve('failed')
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
  process.on('uncaughtException', onError).on('unhandledRejection', onError)

  const life: Life = {
    ...{ log, draining: draining.signal, isReady: () => ready, stop: () => drain('stop') },
    lost() {
      isLost = true
      drain('lost')
    },
  }
  const whole = async (): Promise<End> => {
    const running = await program.start(env, life)
    wasReady = true
    ready = !draining.signal.aborted
    if (ready) log.info('process is ready', { afterMs: Math.round(performance.now()) })
    await began.promise
    await running[Symbol.asyncDispose]()
    return isLost ? 'lost' : 'done'
  }
  const failed = (error: unknown): End => {
    // No caller was heard before we were ready: here the message, which says what to do, is safe to tell. Not in the log, though.
    if (!wasReady && error instanceof Error) process.stderr.write(`${error.message}\n`)
    log.error(wasReady ? 'process failed while draining' : 'process could not start', { error })
    if (isLost) return 'lost'
    return !wasReady && error instanceof EnvironmentFault ? 'misconfigured' : 'failed'
  }
  return Promise.race([whole().catch(failed), cutShort.promise])
}
