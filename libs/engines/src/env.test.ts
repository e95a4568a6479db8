import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EnvironmentFault, readEnv } from '@frontdesk/process/env'
import { z } from 'zod'
import { checkEngines, checkPush, engineSettings, type Part, pushSettings } from './env.ts'

const schema = z.object({ ...engineSettings, ...pushSettings })
const everything: readonly Part[] = ['bus', 'records', 'recordings']

function faultsOf(source: Record<string, string>, parts = everything): readonly string[] {
  try {
    readEnv(schema, source, (given, fault) => {
      checkEngines(given, parts, fault)
      checkPush(given, fault)
    })
    return []
  } catch (error) {
    assert.ok(error instanceof EnvironmentFault)
    return error.faults
  }
}

const emulators = {
  PUBSUB_EMULATOR_HOST: 'localhost:8085',
  FIRESTORE_EMULATOR_HOST: 'localhost:8080',
  STORAGE_EMULATOR_HOST: 'http://localhost:9199',
}
const project = { GOOGLE_CLOUD_PROJECT: 'a-project', RECORDINGS_BUCKET: 'a-bucket' }

describe('the engines', () => {
  test('are one machine where nothing is said, or a folder is', () => {
    assert.deepEqual(faultsOf({}), [])
    assert.deepEqual(faultsOf({ DATA_DIR: './data', NODE_ENV: 'production' }), [])
  })

  test("are a project's, in production as well, or all that is used is emulated", () => {
    assert.deepEqual(faultsOf({ ...project, NODE_ENV: 'production' }), [])
    assert.deepEqual(faultsOf({ ...project, ...emulators }), [])
  })

  test('are not half of one house and half of the other', () => {
    assert.match(
      faultsOf({ ...project, DATA_DIR: './data' }).join(),
      /^DATA_DIR is ".\/data"; because GOOGLE_CLOUD_PROJECT/,
    )
    assert.match(
      faultsOf(emulators).join(),
      /GOOGLE_CLOUD_PROJECT is missing; because PUBSUB_EMULATOR_HOST and FIRESTORE/,
    )
    assert.match(
      faultsOf({ RECORDINGS_BUCKET: 'a' }).join(),
      /GOOGLE_CLOUD_PROJECT is missing; because RECORDINGS_BUCKET/,
    )
  })

  test('are not real and emulated at once, in what the process uses', () => {
    const { PUBSUB_EMULATOR_HOST } = emulators
    const faults = faultsOf({ ...project, PUBSUB_EMULATOR_HOST })
    assert.deepEqual(
      faults.map((fault) => fault.split(' ')[0]),
      ['FIRESTORE_EMULATOR_HOST', 'STORAGE_EMULATOR_HOST'],
    )
    assert.deepEqual(faultsOf({ ...project, PUBSUB_EMULATOR_HOST }, ['bus']), [])
  })

  test('want a bucket of those who keep recordings, and of nobody else', () => {
    const { GOOGLE_CLOUD_PROJECT } = project
    assert.match(faultsOf({ GOOGLE_CLOUD_PROJECT }).join(), /^RECORDINGS_BUCKET is missing; because/)
    assert.deepEqual(faultsOf({ GOOGLE_CLOUD_PROJECT }, ['bus', 'records']), [])
  })

  test('are no emulators in production; that and whatever else is wrong is told in one message', () => {
    const faults = faultsOf({ NODE_ENV: 'production', ...emulators, DATA_DIR: './data', PUBSUB_PREFIX: '1' })
    assert.deepEqual(faults.map((fault) => fault.split(' ')[0]).sort(), [
      'FIRESTORE_EMULATOR_HOST',
      'GOOGLE_CLOUD_PROJECT',
      'PUBSUB_EMULATOR_HOST',
      'PUBSUB_PREFIX',
      'STORAGE_EMULATOR_HOST',
    ])
  })
})

describe('being pushed to', () => {
  const push = { PUSH_ENDPOINT: 'https://a.example.com/events', PUSH_SERVICE_ACCOUNT: 'pusher@a.example.com' }

  test('wants to know who pushes, and from which project', () => {
    assert.deepEqual(faultsOf({ ...project, ...push, NODE_ENV: 'production' }), [])
    assert.match(faultsOf({ ...project, PUSH_ENDPOINT: push.PUSH_ENDPOINT }).join(), /PUSH_SERVICE_ACCOUNT is missing/)
    assert.match(faultsOf({ ...project, PUSH_AUDIENCE: 'x' }).join(), /PUSH_ENDPOINT is missing; because PUSH_AUDIENCE/)
    assert.match(faultsOf(push).join(), /GOOGLE_CLOUD_PROJECT is missing; because PUSH_ENDPOINT/)
  })

  test("trusts Google's own keys alone in production", () => {
    const certs = {
      PUBSUB_PUSH_CERTS_URL: 'http://localhost:8086/certs',
      PUSH_ENDPOINT: 'http://localhost:8083/events',
    }
    const faults = faultsOf({ ...project, ...push, ...certs, NODE_ENV: 'production' })
    assert.match(faults.join('\n'), /PUBSUB_PUSH_CERTS_URL.*own keys\n?[\s\S]*PUSH_ENDPOINT.*https address/)
  })
})
