import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pcmLevelDb } from '@frontdesk/audio/mulaw'
import { resample } from './telephone-audio.ts'

function tone(hz: number, rate: number): Int16Array {
  return Int16Array.from({ length: rate }, (_, i) => Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / rate)))
}

/** Without the edges, where the filter has nothing on one side. */
function middle(samples: Int16Array): Int16Array {
  return samples.subarray(400, samples.length - 400)
}

test('what a telephone carries passes unchanged', () => {
  for (const hz of [200, 1000, 3000]) {
    const passed = middle(resample(tone(hz, 16_000), 2))
    assert.ok(Math.abs(pcmLevelDb(passed) - pcmLevelDb(tone(hz, 8000))) < 0.3, `${hz} Hz`)
  }
})

test('what would fold back is gone', () => {
  for (const hz of [4300, 5000, 7000]) {
    assert.ok(pcmLevelDb(middle(resample(tone(hz, 16_000), 2))) < -60, `${hz} Hz`)
  }
})

test('a step that is no whole number moves the pitch by just that', () => {
  const slower = middle(resample(tone(1000, 16_000), 2 / 1.13))
  let crossings = 0
  for (let i = 1; i < slower.length; i++) {
    if ((slower[i - 1] as number) < 0 !== (slower[i] as number) < 0) crossings++
  }
  assert.ok(Math.abs((crossings / 2 / slower.length) * 8000 - 1000 / 1.13) < 3)
})
