import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type LogLevel, openLog } from './log.ts'

function kept(level: LogLevel = 'info') {
  const lines: string[] = []
  const log = openLog({ service: 'notifier', level, destination: { write: (line) => lines.push(line) } })
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

describe('a log line', () => {
  test('is one line of JSON with severity, time, service, message and fields', () => {
    const { log, lines, parsed } = kept()
    log.warn('a call was lost', { callId: 'call-1', waitedMs: 12 })
    assert.match(lines[0] ?? '', /^\{.*\}\n$/)
    const { time, ...rest } = parsed()[0] ?? {}
    assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/)
    assert.deepEqual(rest, {
      severity: 'WARNING',
      service: 'notifier',
      callId: 'call-1',
      waitedMs: 12,
      message: 'a call was lost',
    })
  })

  test('is left out below the level', () => {
    const { log, lines } = kept('warn')
    log.info('not this')
    log.error('this')
    assert.equal(lines.length, 1)
  })

  test('carries the fields of the log that it came from', () => {
    const { log, parsed } = kept()
    log.child({ callId: 'call-1', caller: '+493012345678' }).info('a call began', { line: 'dental' })
    const { callId, caller, line } = parsed()[0] ?? {}
    assert.deepEqual([callId, caller, line], ['call-1', '[redacted]', 'dental'])
  })
})

describe('content', () => {
  const content = ['+493012345678', 'Ada Lovelace', 'my tooth hurts', 'sk-secret', 'ada@example.com']
  const [number, name, words, key, email] = content

  test('never reaches a line, whatever key or depth it is logged at', () => {
    const { log, lines } = kept()
    log.info('all of it', {
      caller: number,
      callerName: name,
      'x-auth-token': key,
      From: number,
      number: 493012345678,
      customer: { name, email },
      nested: {
        deep: [{ text: words, phone_number: number, 'x-api-key': 1, apiKey: key, Authorization: `Bearer ${key}` }],
      },
      arguments: { reason: words },
      where: `/numbers/${number}/calls`,
      also: `/numbers/${encodeURIComponent(number ?? '')}`,
      frame: Buffer.from(words ?? ''),
    })
    for (const one of [...content, '493012']) assert.ok(!lines[0]?.includes(one), `the line holds ${one}`)
  })

  test('in an error stays out: its name, code and place are told, and those of its causes', () => {
    const { log, lines, parsed } = kept()
    const cause = Object.assign(new TypeError(`bad body:\n    ${words}`), { code: 'E_BODY', response: { data: words } })
    log.error('a request failed', { error: new Error(`could not text ${number}`, { cause }) })
    for (const one of content) assert.ok(!lines[0]?.includes(one), `the line holds ${one}`)
    const error = parsed()[0]?.error as { name: string; at: string[]; cause: { name: string; code: string } }
    assert.equal(error.name, 'Error')
    assert.match(error.at[0] ?? '', /log\.test\.ts:\d+/)
    assert.deepEqual([error.cause.name, error.cause.code], ['TypeError', 'E_BODY'])
  })

  test('that points to itself or has no end is cut off', () => {
    const { log, parsed } = kept()
    const loop: Record<string, unknown> = { list: Array.from({ length: 1_000 }, (_, n) => n) }
    loop.self = loop
    log.info('a loop', { loop, long: 'x'.repeat(10_000) })
    assert.ok(JSON.stringify(parsed()[0]).length < 3_000)
  })
})
