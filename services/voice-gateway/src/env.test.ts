import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EnvironmentFault } from '@frontdesk/process/env'
import { voiceGatewayEnv } from './env.ts'

const complete = {
  PUBLIC_URL: 'https://voice.example.com',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a-long-token',
  OPENAI_API_KEY: 'sk-a-long-key',
}

test('four settings are enough', () => {
  assert.equal(voiceGatewayEnv(complete).PORT, 8080)
})

test('what is missing is told at once', () => {
  assert.throws(
    () => voiceGatewayEnv({}),
    (error) => {
      assert.ok(error instanceof EnvironmentFault)
      for (const name of Object.keys(complete)) assert.match(error.message, new RegExp(name))
      return true
    },
  )
})

test('production refuses to speak with a simulator', () => {
  const simulated = { ...complete, NODE_ENV: 'production', TWILIO_API_URL: 'http://127.0.0.1:9000' }
  assert.throws(() => voiceGatewayEnv(simulated), /TWILIO_API_URL.*because NODE_ENV is production/)
})
