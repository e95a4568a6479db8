import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { decodeMulaw } from '@frontdesk/audio/mulaw'
import { startCarrier } from './carrier.ts'
import { accountSid, authToken, startApplication } from './test-application.ts'
import { bytesOf, indexOf, pattern } from './test-party.ts'

test('calls and recordings outlive a killed process, and their ends are told by the next one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carrier-'))
  const [stateFile, recordingsFolder] = [join(folder, 'state.jsonl'), join(folder, 'recordings')]
  await using application = await startApplication()
  const callback = `${application.url}/recording`
  application.answer(
    '/incoming',
    `<Start><Recording channels="dual" recordingStatusCallback="${callback}"/></Start><Pause length="60"/>`,
  )
  const callSid = await runAndKill({ state: stateFile, recordings: recordingsFolder, application: application.url })

  await using carrier = await startCarrier({ accountSid, authToken, stateFile, recordingsFolder })
  const status = await application.webhooks.until(({ path }) => path === '/status')
  assert.equal(status.params.CallSid, callSid)
  assert.equal(status.params.CallStatus, 'completed')
  const recording = await application.webhooks.until(({ path }) => path === '/recording')
  assert.equal(recording.params.RecordingStatus, 'completed')
  assert.equal(recording.isSigned, true)
  assert.deepEqual(
    carrier.calls.map(({ sid, status }) => [sid, status]),
    [[callSid, 'completed']],
  )
  const [inbound] = carrier.recorded(recording.params.RecordingSid ?? '') ?? []
  const said = bytesOf(decodeMulaw(pattern(16_000))).subarray(0, 8_000)
  assert.notEqual(indexOf(bytesOf(inbound), said), -1)
  await rm(folder, { recursive: true })
})

async function runAndKill(options: Readonly<Record<string, string>>): Promise<string> {
  const script = new URL('./test-carrier-process.ts', import.meta.url).pathname
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return String(said).trim()
}
