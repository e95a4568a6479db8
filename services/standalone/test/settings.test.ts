import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { exitCodes } from '@frontdesk/process/run'
import { inRepository } from '../src/cloud/places.ts'

/** How the service ends that is started so, and what it tells whoever started it. */
async function start(service: string, env: Record<string, string>) {
  const file = inRepository(`services/${service}/src/main.ts`)
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let told = ''
  child.stderr.on('data', (text) => {
    told += text
  })
  const [code] = await once(child, 'close')
  return { code, told }
}

const simulated = {
  ...{ PUBLIC_URL: 'http://127.0.0.1:1', DASHBOARD_URL: 'http://127.0.0.1:1', TWILIO_API_URL: 'http://127.0.0.1:1' },
  ...{ OPENAI_BASE_URL: 'http://127.0.0.1:1/v1', GOOGLE_CALENDAR_API_URL: 'http://127.0.0.1:1' },
  ...{
    HUBSPOT_API_URL: 'http://127.0.0.1:1',
    SLACK_API_URL: 'http://127.0.0.1:1',
    LANGFUSE_BASE_URL: 'http://127.0.0.1:1',
  },
}
const refused = {
  'voice-gateway': ['PUBLIC_URL', 'TWILIO_API_URL', 'OPENAI_BASE_URL', 'OPENAI_API_KEY'],
  'tool-runner': ['TWILIO_API_URL', 'GOOGLE_CALENDAR_API_URL', 'HUBSPOT_API_URL', 'HUBSPOT_ACCESS_TOKEN'],
  'post-call': ['TWILIO_API_URL', 'OPENAI_BASE_URL', 'LANGFUSE_BASE_URL', 'RECORDINGS_BUCKET', 'OPENAI_API_KEY'],
  notifier: ['SLACK_API_URL', 'SLACK_BOT_TOKEN'],
  dashboard: ['PUBLIC_URL', 'DASHBOARD_URL', 'TWILIO_API_URL', 'DASHBOARD_USERS'],
}

describe('in production every service refuses simulators, emulators and half an engine, and tells all in one message', () => {
  for (const [service, names] of Object.entries(refused)) {
    test(service, async () => {
      const half = { GOOGLE_CLOUD_PROJECT: 'a-project', FIRESTORE_EMULATOR_HOST: 'localhost:8080', DATA_DIR: './data' }
      const { code, told } = await start(service, { NODE_ENV: 'production', ...simulated, ...half })
      assert.equal(code, exitCodes.misconfigured)
      for (const name of [...names, 'FIRESTORE_EMULATOR_HOST', 'DATA_DIR'])
        assert.match(told, new RegExp(`^  ${name} is `, 'm'), told)
    })
  }
})
