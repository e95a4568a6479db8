import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { exitCodes } from './run.ts'

const program = fileURLToPath(new URL('./testing/program.ts', import.meta.url))

/** Runs the program, sends each signal when its line was told, and answers how it ended. */
async function live(behaviour: string, signals: Partial<Record<string, NodeJS.Signals>> = {}) {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, BEHAVIOUR: behaviour },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const told: string[] = []
  const logged: string[] = []
  const lines = createInterface({ input: child.stderr })
  lines.on('line', (line) => {
    told.push(line)
    const signal = signals[line]
    if (signal !== undefined) child.kill(signal)
  })
  const log = createInterface({ input: child.stdout })
  log.on('line', (line) => logged.push(line))
  const [[code]] = await Promise.all([once(child, 'exit'), once(lines, 'close'), once(log, 'close')])
  return { code, told, log: logged.join('\n') }
}

describe('a process', () => {
  test('that is asked to end is ready no more, drains, and ends well', async () => {
    const { code, told, log } = await live('drain', { ready: 'SIGTERM' })
    assert.equal(code, exitCodes.done)
    assert.deepEqual(told, ['ready', 'draining', 'drained'])
    assert.match(log, /"afterMs":\d+.*process is ready/)
    assert.match(log, /"why":"SIGTERM".*process drains/)
    assert.match(log, /"end":"done".*process ends/)
  })

  test('may end itself', async () => {
    assert.deepEqual((await live('stop')).code, exitCodes.done)
  })

  test('that lost what it stands on drains, and says by its code that starting again may help', async () => {
    const { code, told } = await live('lose')
    assert.equal(code, exitCodes.lost)
    assert.deepEqual(told, ['ready', 'draining', 'drained'])
  })

  test('that does not drain within its grace is ended', async () => {
    const { code, told } = await live('hang', { ready: 'SIGTERM' })
    assert.equal(code, exitCodes.forced)
    assert.deepEqual(told, ['ready', 'draining'])
  })

  test('that is asked twice ends at once', async () => {
    assert.equal((await live('hang', { ready: 'SIGINT', draining: 'SIGINT' })).code, exitCodes.forced)
  })

  test('that cannot start tells a person why', async () => {
    const { code, told, log } = await live('fail-to-start')
    assert.equal(code, exitCodes.failed)
    assert.deepEqual(told, ['lines/dental.yaml: hours: must be a list'])
    assert.match(log, /process could not start/)
  })

  test('that fails while draining says so', async () => {
    const { code, log } = await live('fail-to-drain', { ready: 'SIGTERM' })
    assert.equal(code, exitCodes.failed)
    assert.match(log, /process failed while draining/)
  })

  test('that meets an error which nobody handles ends, and logs its place but not its words', async () => {
    const { code, log, told } = await live('reject')
    assert.equal(code, exitCodes.failed)
    assert.match(log, /error that nobody handled/)
    assert.match(log, /program\.ts/)
    assert.doesNotMatch(log + told.join(), /hush/)
  })

  test('whose settings are wrong says which, and that starting again does not help', async () => {
    const { code, told } = await live('')
    assert.equal(code, exitCodes.misconfigured)
    assert.match(told.join('\n'), /BEHAVIOUR is missing/)
  })
})
