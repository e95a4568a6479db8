import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metricsGuard } from './metrics-guard.ts'

test('the metrics are for who bears the token, wherever the gateway is bound', () => {
  const guard = metricsGuard({ metricsToken: 'a-long-word', host: '127.0.0.1' })
  assert.equal(guard('Bearer a-long-word'), true)
  for (const wrong of [undefined, '', 'a-long-word', 'Bearer a-long-wore', 'Bearer a-long-word ']) {
    assert.equal(guard(wrong), false)
  }
})

test('without a token they are for this machine alone', () => {
  assert.equal(metricsGuard({ host: '127.0.0.1' })(undefined), true)
  assert.equal(metricsGuard({ host: '0.0.0.0' })(undefined), false)
  assert.equal(metricsGuard({ host: '127.0.0.1', publicUrl: 'https://voice.example.com' })(undefined), false)
})
