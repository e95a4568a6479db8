import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EnvironmentFault } from '@frontdesk/process/env'
import { voiceGatewayEnv } from './env.ts'
import { instanceName } from './instance-name.ts'

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

test('two instances that were given no name have two', () => {
  const [one, other] = [voiceGatewayEnv(complete), voiceGatewayEnv(complete)]
  assert.notEqual(one.GATEWAY_ID, other.GATEWAY_ID)
  assert.match(one.GATEWAY_ID, /^[a-z0-9-]+-[0-9a-f]{10}$/)
  assert.equal(voiceGatewayEnv({ ...complete, GATEWAY_ID: 'gateway-eu-1' }).GATEWAY_ID, 'gateway-eu-1')
  assert.throws(() => voiceGatewayEnv({ ...complete, GATEWAY_ID: 'a b' }), /GATEWAY_ID is "a b".*no other instance has/)
})

test('a host of any name makes a name that may be part of an address', () => {
  for (const host of ['Büro 7.local', '', '...', 'x'.repeat(300)])
    assert.match(instanceName(host), /^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/)
})

test('how many calls one instance takes is set in whole numbers', () => {
  assert.equal(voiceGatewayEnv(complete).MOST_CALLS, 200)
  assert.equal(voiceGatewayEnv({ ...complete, MOST_CALLS: '12' }).MOST_CALLS, 12)
  for (const wrong of ['0', '-1', '1.5', 'many', '2001'])
    assert.throws(() => voiceGatewayEnv({ ...complete, MOST_CALLS: wrong }), /MOST_CALLS.*from 1 to 2000/)
})
