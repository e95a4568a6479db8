import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mutants } from './mutants.ts'

// Takes one mechanism of the ledger away at a time, and sees whether the campaign notices. Exit code 0 only when it does each time.

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '120' }, engines: { type: 'string', default: 'sqlite' } },
})
const campaign = fileURLToPath(new URL('./campaign.ts', import.meta.url))
const survivors: string[] = []
for (const mutant of mutants) {
  const options = ['--engines', values.engines, '--mutant', mutant, '--seeds', values.seeds, '--boundaries', '0']
  const child = fork(campaign, options, { silent: true })
  child.stderr?.pipe(process.stderr)
  let last = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    last = text.trimEnd().split('\n').at(-1) ?? last
  })
  const [code] = await once(child, 'close')
  process.stdout.write(`without ${mutant.padEnd(7)} ${code === 1 ? 'red' : 'NOT NOTICED'}: ${last}\n`)
  if (code !== 1) survivors.push(mutant)
}
process.stdout.write(survivors.length === 0 ? 'every mutant was noticed\n' : `not noticed: ${survivors.join(', ')}\n`)
process.exitCode = survivors.length === 0 ? 0 : 1
