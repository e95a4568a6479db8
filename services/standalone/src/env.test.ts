import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSimulated, standaloneEnv, vendors } from './env.ts'

const twilio = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'a-token-of-twilio' }

test('without any credentials everything is simulated', () => {
  const env = standaloneEnv({})
  assert.deepEqual(
    vendors.filter((vendor) => isSimulated(env, vendor)),
    [...vendors],
  )
})

test('each credential brings its own vendor and no other', () => {
  const env = standaloneEnv({ OPENAI_API_KEY: 'sk-something', HUBSPOT_ACCESS_TOKEN: 'pat-something' })
  assert.deepEqual(
    vendors.filter((vendor) => !isSimulated(env, vendor)),
    ['model', 'crm'],
  )
})

test('half a set of credentials is refused, and every fault is told in one message', () => {
  const half = { TWILIO_ACCOUNT_SID: twilio.TWILIO_ACCOUNT_SID, LANGFUSE_PUBLIC_KEY: 'pk-lf-something', PORT: 'eighty' }
  assert.throws(() => standaloneEnv(half), /PORT[\s\S]*TWILIO_AUTH_TOKEN|TWILIO_AUTH_TOKEN[\s\S]*PORT/)
})

test('a real telephone demands an address to be reached at, and a real model', () => {
  assert.throws(() => standaloneEnv(twilio), /PUBLIC_URL[\s\S]*OPENAI_API_KEY/)
  const env = standaloneEnv({ ...twilio, PUBLIC_URL: 'https://voice.example.com', OPENAI_API_KEY: 'sk-something' })
  assert.equal(isSimulated(env, 'telephone'), false)
})

test('production refuses to start while anything is simulated, naming each', () => {
  assert.throws(
    () => standaloneEnv({ NODE_ENV: 'production', OPENAI_API_KEY: 'sk-something' }),
    /TWILIO_ACCOUNT_SID[\s\S]*GOOGLE_APPLICATION_CREDENTIALS[\s\S]*HUBSPOT_ACCESS_TOKEN[\s\S]*SLACK_BOT_TOKEN[\s\S]*LANGFUSE_PUBLIC_KEY/,
  )
})
