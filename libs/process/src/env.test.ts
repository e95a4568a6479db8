import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { EnvironmentFault, readEnv } from './env.ts'
import { settings } from './settings.ts'

function faultsOf(schema: z.ZodObject, source: Record<string, string>): readonly string[] {
  try {
    readEnv(schema, source)
  } catch (error) {
    assert.ok(error instanceof EnvironmentFault)
    for (const fault of error.faults) assert.ok(error.message.includes(fault))
    return error.faults
  }
  return assert.fail('the environment was taken')
}

describe('the environment', () => {
  const schema = z.object({
    PORT: settings.PORT,
    PUBLIC_URL: settings.PUBLIC_URL,
    TWILIO_AUTH_TOKEN: settings.TWILIO_AUTH_TOKEN,
    SLACK_BOT_TOKEN: settings.SLACK_BOT_TOKEN.optional(),
    LOG_LEVEL: settings.LOG_LEVEL,
  })

  test('becomes a typed, frozen object, with defaults where nothing is set', () => {
    const env = readEnv(schema, {
      PORT: '80',
      PUBLIC_URL: 'https://v.example.com/',
      TWILIO_AUTH_TOKEN: 'x'.repeat(32),
      OTHER: '1',
    })
    const port: number = env.PORT
    assert.equal(port, 80)
    assert.deepEqual(env, {
      PORT: 80,
      PUBLIC_URL: 'https://v.example.com',
      TWILIO_AUTH_TOKEN: 'x'.repeat(32),
      LOG_LEVEL: 'info',
    })
    assert.ok(Object.isFrozen(env))
  })

  test('that is wrong in many places says all of them at once: name, state, what is allowed, an example', () => {
    const faults = faultsOf(schema, { PORT: '80a', LOG_LEVEL: 'loud', TWILIO_AUTH_TOKEN: '' })
    assert.deepEqual(
      faults.map((fault) => fault.split(' ')[0]),
      ['PORT', 'PUBLIC_URL', 'TWILIO_AUTH_TOKEN', 'LOG_LEVEL'],
    )
    assert.equal(faults[0], 'PORT is "80a"; it must be a whole number from 0 to 65535, e.g. PORT=8080')
    assert.match(
      faults[1] ?? '',
      /^PUBLIC_URL is missing; it must be an http.*e\.g\. PUBLIC_URL=https:\/\/voice\.example\.com$/,
    )
    assert.match(faults[2] ?? '', /is missing/)
    assert.match(faults[3] ?? '', /one of trace, debug, info/)
  })

  test('counts what is empty or blank as missing', () => {
    assert.equal(readEnv(z.object({ PORT: settings.PORT }), { PORT: '  ' }).PORT, 8080)
    const optional = z.object({ SLACK_BOT_TOKEN: settings.SLACK_BOT_TOKEN.optional() })
    assert.deepEqual(readEnv(optional, { SLACK_BOT_TOKEN: '' }), {})
  })

  test('never shows a secret, nor a password in an address', () => {
    const all = z.object({
      SLACK_BOT_TOKEN: settings.SLACK_BOT_TOKEN.optional(),
      PUBLIC_URL: settings.PUBLIC_URL,
      OWN: z.enum(['a']),
    })
    const faults = faultsOf(all, { SLACK_BOT_TOKEN: 'hush1', PUBLIC_URL: 'https://me:hush2@example.com', OWN: 'hush3' })
    assert.equal(faults.length, 3)
    assert.doesNotMatch(faults.join('\n'), /hush/)
  })

  test('can be refused for what several settings say together, whatever else is wrong', () => {
    const together = z.object({
      ...{ NODE_ENV: settings.NODE_ENV, PORT: settings.PORT },
      SLACK_BOT_TOKEN: settings.SLACK_BOT_TOKEN.optional(),
    })
    const read = (source: Record<string, string>) =>
      readEnv(together, source, (given, fault) => {
        if (given.NODE_ENV === 'production' && given.SLACK_BOT_TOKEN === undefined)
          fault('SLACK_BOT_TOKEN', 'NODE_ENV is production')
      })
    assert.equal(read({}).PORT, 8080)
    assert.throws(
      () => read({ NODE_ENV: 'production', PORT: '80a' }),
      /PORT is "80a"[\s\S]*SLACK_BOT_TOKEN is missing; because NODE_ENV is production; it must be/,
    )
  })

  test('is told examples that the shared settings take themselves', () => {
    const examples = Object.entries(settings).flatMap(([name, schema]) => {
      const bare: z.ZodType = schema instanceof z.ZodDefault ? schema.unwrap() : schema
      const example = z.object({ example: z.string() }).parse(bare.meta()).example
      // A secret's example is cut short, so that nobody takes it for one.
      return example.endsWith('…') ? [] : [[name, example] as const]
    })
    assert.ok(examples.length > 10)
    for (const [name, example] of examples) {
      const schema = Reflect.get(settings, name) as z.ZodType
      assert.doesNotThrow(() => readEnv(z.object({ [name]: schema }), { [name]: example }), name)
    }
  })
})
