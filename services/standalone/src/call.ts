import { parseArgs } from 'node:util'
import { readEnv } from '@frontdesk/process/env'
import { settings } from '@frontdesk/process/settings'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { scenarios } from '@frontdesk/simulators/scenarios'
import { z } from 'zod'
import { askForRecord, askToCall, NotRunning } from './control.ts'
import { databaseIn } from './paths.ts'

/** `pnpm call --list` names the scenarios; `pnpm call --scenario NAME` places a simulated call in the running process. */
const usage = `pnpm call --list              names the simulated calls that there are
pnpm call --scenario NAME     places one in the process that \`pnpm start\` runs
pnpm call --record CALL       prints the record of a call as JSON
`

const list = () => {
  const width = Math.max(...scenarios.map((s) => s.name.length))
  return scenarios.map((s) => `${s.name.padEnd(width)}  ${s.title}\n`).join('')
}

async function main(): Promise<number> {
  const options = {
    list: { type: 'boolean' },
    scenario: { type: 'string' },
    record: { type: 'string' },
    help: { type: 'boolean' },
  } as const
  const { values } = parseArgs({ options, args: process.argv.slice(2).filter((arg) => arg !== '--') })
  if (values.list) return tell(list(), 0)
  if (values.record !== undefined) return printRecord(values.record)
  if (values.scenario === undefined) return tell(usage, values.help ? 0 : 2)
  if (!scenarios.some((s) => s.name === values.scenario)) {
    return tell(`There is no scenario ${JSON.stringify(values.scenario)}. There are:\n${list()}`, 2)
  }
  await askToCall(dataDir(), values.scenario, (text) => process.stdout.write(text))
  return 0
}

const dataDir = () => readEnv(z.object({ DATA_DIR: settings.DATA_DIR })).DATA_DIR

async function printRecord(callId: string): Promise<number> {
  const record = await askForRecord(dataDir(), callId).catch((error: unknown) => {
    if (error instanceof NotRunning) return recordInFile(callId)
    throw error
  })
  if (record === undefined) return tell(`There is no record of ${callId} in ${dataDir()}.\n`, 1)
  return tell(`${JSON.stringify(record, null, 2)}\n`, 0)
}

/** What was kept by a process that runs no more. */
async function recordInFile(callId: string): Promise<unknown> {
  await using records = await openSqliteRecords(databaseIn(dataDir()))
  return records.calls.record(callId)
}

function tell(text: string, code: number): number {
  ;(code === 0 ? process.stdout : process.stderr).write(text)
  return code
}

process.exitCode = await main().catch((error: unknown) => {
  const known = error instanceof NotRunning || (error instanceof TypeError && 'code' in error)
  if (!known) throw error
  return tell(`${error.message}\n${error instanceof NotRunning ? '' : usage}`, 1)
})
