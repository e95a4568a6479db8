import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword } from './auth/password.ts'
import { dashboardEnv } from './env.ts'

const given = {
  ...{ PUBLIC_URL: 'https://voice.example.com', DASHBOARD_URL: 'https://desk.example.com' },
  ...{ TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'a-token-of-twilio' },
  DASHBOARD_SESSION_KEY: 'k'.repeat(32),
}

test('the people who may sign in are read from the environment', async () => {
  const env = dashboardEnv({ ...given, DASHBOARD_USERS: `Ada:+493012345678:*:${await hashPassword('x')}` })
  assert.deepEqual(
    env.DASHBOARD_USERS.map(({ name, number }) => ({ name, number })),
    [{ name: 'Ada', number: '+493012345678' }],
  )
})

test('what is wrong with them is told without what stands there', () => {
  const told = (users: string) => {
    try {
      dashboardEnv({ ...given, DASHBOARD_USERS: users, DASHBOARD_SESSION_KEY: 'short' })
    } catch (error) {
      return error instanceof Error ? error.message : ''
    }
    return 'nothing'
  }
  const message = told('Ada::*:my-password')
  assert.match(message, /DASHBOARD_SESSION_KEY is not valid[\s\S]*32 characters/)
  assert.match(message, /DASHBOARD_USERS is not valid[\s\S]*person 1: the hash[\s\S]*pnpm dashboard:password/)
  assert.doesNotMatch(message, /my-password|short/)
})

test('production is reached by https alone', async () => {
  const users = `Ada::*:${await hashPassword('x')}`
  const http = { NODE_ENV: 'production', DASHBOARD_URL: 'http://desk.example.com', DASHBOARD_USERS: users }
  assert.throws(() => dashboardEnv({ ...given, ...http }), /DASHBOARD_URL[\s\S]*https/)
})
