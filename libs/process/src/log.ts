import { pino } from 'pino'
import { type Fields, redactFields } from './redact.ts'

/**
 * What a process tells its operators. `message` is fixed text, chosen by the author of the code; what varies goes into
 * `fields`, where keys that may hold a caller's words, name or number, or a secret, are redacted (I4: see redact.ts).
 * An error is told by name, code and place, never by its message.
 */
export interface Log {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
  /** A log that adds `fields` to every line, e.g. `{ callId }`. */
  child(fields: Fields): Log
}

export interface ProcessLog extends Log {
  /** Writes what is still held in memory, at once: for the moment before the process ends. */
  flush(): void
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface LogOptions {
  /** Which process speaks. */
  readonly service: string
  readonly level: LogLevel
  /** Takes each line, its line break included. Standard output when absent. */
  readonly destination?: { write(line: string): void }
}

/** Google Cloud reads the level from `severity` and the text from `message`; other readers take them as well. */
const severities: Readonly<Record<string, string>> = {
  trace: 'DEBUG',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
}
/** I6: what a blocked reader may keep us from writing before lines are dropped. */
const maxHeldBytes = 4 * 1024 * 1024

export function openLog({ service, level, destination }: LogOptions): ProcessLog {
  const out = destination === undefined ? standardOutput() : { stream: destination, flush: () => {} }
  const options: pino.LoggerOptions = {
    level,
    base: { service },
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ severity: severities[label] ?? 'DEFAULT' }) },
  }
  const root = pino(options, out.stream)
  out.onDropped?.((lines) => root.warn({ lines }, 'log lines were dropped because nobody read them'))
  return { ...logOf(root), flush: out.flush }
}

interface Output {
  readonly stream: pino.DestinationStream
  readonly flush: () => void
  readonly onDropped?: (tell: (lines: number) => void) => void
}

/** Writes behind the event loop's back (I5); lines beyond the limit are dropped and counted, the count told when there is room. */
function standardOutput(): Output {
  const stream = pino.destination({ fd: 1, sync: false, maxLength: maxHeldBytes })
  let dropped = 0
  stream.on('drop', () => {
    dropped++
  })
  // A closed pipe (`| head`) ends the reading, not the process.
  stream.on('error', () => {})
  return {
    stream,
    flush: () => {
      try {
        stream.flushSync()
      } catch {
        // Not opened yet, or the reader is gone: there is nobody to tell.
      }
    },
    onDropped: (tell) =>
      stream.on('drain', () => {
        if (dropped === 0) return
        const lines = dropped
        dropped = 0
        tell(lines)
      }),
  }
}

function logOf(logger: pino.Logger): Log {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: Fields) => {
    // Redacting costs; a level that is off pays nothing.
    if (logger.isLevelEnabled(level)) logger[level](fields === undefined ? {} : redactFields(fields), message)
  }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => logOf(logger.child(redactFields(fields))),
  }
}

/** Says nothing: for tests and for tools that have no operators. */
export const silentLog: ProcessLog = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
  flush() {},
}
