import { styleText } from 'node:util'
import { LineFault, loadLines } from '@frontdesk/line/load'
import { EnvironmentFault, readEnv } from '@frontdesk/process/env'
import { settings } from '@frontdesk/process/settings'
import { z } from 'zod'
import { hoursText, type Paint } from './hours-view.ts'
import { momentArgument } from './moment-argument.ts'

const usage = `pnpm hours LINE           whether the line's business is open now, why, until when, and what a caller would get
pnpm hours LINE TIME      the same at another time: 2026-12-24T10:00 in the line's zone, 10:00 today,
                          or an instant such as 2026-12-24T09:00Z
`

const paint: Paint = {
  open: (text) => styleText(['bold', 'green'], text),
  closed: (text) => styleText(['bold', 'red'], text),
  strong: (text) => styleText('bold', text),
  faint: (text) => styleText('dim', text),
}

async function main(): Promise<number> {
  const [id, ...time] = process.argv.slice(2).filter((arg) => arg !== '--')
  if (id === '--help' || id === '-h') return tell(usage, 0)
  const lines = await loadLines(readEnv(z.object({ LINES_DIR: settings.LINES_DIR })).LINES_DIR)
  const width = Math.max(...lines.map((line) => line.id.length))
  const there = `There are these lines:\n${lines.map((l) => `  ${l.id.padEnd(width)}  ${l.business.name}\n`).join('')}`
  if (id === undefined) return tell(`${usage}\n${there}`, 2)
  const line = lines.find((l) => l.id === id || l.number === id)
  if (line === undefined) return tell(`There is no line ${JSON.stringify(id)}. ${there}`, 2)
  const now = Temporal.Now.instant()
  const asked =
    time.length === 0 ? ({ ok: true, moment: now } as const) : momentArgument(time.join(' '), line.timeZone, now)
  if (!asked.ok) return tell(`${asked.fault}\n`, 2)
  return tell(hoursText(line, asked.moment, paint), 0)
}

function tell(text: string, code: number): number {
  ;(code === 0 ? process.stdout : process.stderr).write(text)
  return code
}

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof LineFault || error instanceof EnvironmentFault)) throw error
  return tell(`${error.message}\n`, 1)
})
