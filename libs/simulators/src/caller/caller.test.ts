import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FRAME_MS, FRAME_SAMPLES, levelDb } from '@frontdesk/audio/mulaw'
import { silentFrame, tone } from '../carrier/tones.ts'
import type { Step } from '../scenarios/scenario.ts'
import { createSpeech } from '../speech/speech.ts'
import { type CallerOptions, scriptedCaller } from './caller.ts'

/** Each line is a second of tone, rendered at once: what is tested here is when it is said. */
const tones: CallerOptions = { speech: { speak: async () => tone(500, 1_000) }, voice: 'caller-en' }
const agentTone = tone(300, FRAME_MS)

/** A line in hand, without a network: the test plays the agent, beat by beat. */
async function startCall(steps: readonly Step[], options: Partial<CallerOptions> = {}) {
  const caller = scriptedCaller(steps, { ...tones, ...options })
  const pressed: string[] = []
  let isUp = true
  const hangUp = () => {
    isUp = false
    caller.disconnected()
  }
  await Promise.resolve()
  caller.connected({ hangUp, press: (digit) => pressed.push(digit) })
  const saidMs: number[] = []
  let nowMs = 0
  const agent = (ms: number, frame: Uint8Array) => {
    for (const endMs = nowMs + ms; nowMs < endMs && isUp; nowMs += FRAME_MS) {
      const said = caller.exchange(frame)
      assert.equal(said.length, FRAME_SAMPLES)
      if (levelDb(said) > -50) saidMs.push(nowMs)
    }
  }
  return {
    caller,
    pressed,
    saidMs,
    hangUp,
    speaks: (ms: number) => agent(ms, agentTone),
    isQuiet: (ms: number) => agent(ms, silentFrame),
  }
}

const first = (times: readonly number[]) => times[0] ?? Number.NaN
const say: Step = { do: 'say', text: 'Hello' }

test('the caller speaks when the agent has finished, and not in its pauses', async () => {
  const call = await startCall([say])
  call.isQuiet(3_000)
  call.speaks(1_000)
  call.isQuiet(800)
  call.speaks(1_000)
  assert.deepEqual(call.saidMs, [])
  call.isQuiet(5_000)
  assert.ok(first(call.saidMs) >= 5_800 + 1_800 && first(call.saidMs) <= 5_800 + 2_200, `${first(call.saidMs)} ms`)
})

test('later the caller is quicker, and waits for an answer to what was said', async () => {
  const call = await startCall([say, say])
  call.speaks(1_000)
  call.isQuiet(3_200)
  const spoken = call.saidMs.length
  assert.equal(spoken, 50)
  call.isQuiet(4_000)
  assert.equal(call.saidMs.length, spoken)
  call.speaks(1_000)
  call.isQuiet(3_000)
  const second = call.saidMs[spoken] ?? Number.NaN
  assert.ok(second >= 9_200 + 1_200 && second <= 9_200 + 1_400, `${second} ms`)
})

test('a patient caller waits whether what broke off goes on', async () => {
  const call = await startCall([say, say], { patienceMs: 4_000 })
  call.speaks(1_000)
  call.isQuiet(3_200)
  const spoken = call.saidMs.length
  call.speaks(500)
  call.isQuiet(4_000)
  call.speaks(1_000)
  assert.equal(call.saidMs.length, spoken)
  call.isQuiet(5_500)
  const second = call.saidMs[spoken] ?? Number.NaN
  assert.ok(second >= 9_700 + 4_300 && second <= 9_700 + 4_500, `${second} ms`)
})

test('an agent that stops while the caller speaks has not answered', async () => {
  const call = await startCall([say, say])
  call.speaks(1_000)
  call.isQuiet(2_300)
  call.speaks(300)
  call.isQuiet(5_000)
  assert.equal(call.saidMs.length, 50)
})

test('an interruption comes so long after the agent began, over its words', async () => {
  const call = await startCall([{ do: 'interrupt', afterMs: 700, text: 'Sorry' }])
  call.isQuiet(500)
  call.speaks(3_000)
  assert.equal(first(call.saidMs), 500 + 700)
})

test('what the agent was saying when it was interrupted is not its answer', async () => {
  const call = await startCall([{ do: 'interrupt', afterMs: 500, text: 'Sorry' }, say])
  call.speaks(1_900)
  call.isQuiet(4_000)
  assert.equal(call.saidMs.length, 50)
  call.speaks(1_000)
  call.isQuiet(3_000)
  assert.equal(call.saidMs.length, 100)
})

test('the caller hangs up in the middle of a sentence', async () => {
  const call = await startCall([{ do: 'hang-up-saying', afterMs: 400, text: 'Well' }])
  call.speaks(1_000)
  call.isQuiet(5_000)
  assert.equal(call.saidMs.length, 20)
  const { outcome, deeds, stepsDone } = await call.caller.finished
  assert.equal(outcome, 'done')
  assert.equal(stepsDone, 1)
  assert.equal(deeds.at(-1)?.did, 'hung-up')
})

test('keys are pressed one after the other', async () => {
  const call = await startCall([{ do: 'press', digits: '12#' }])
  call.speaks(1_000)
  call.isQuiet(4_000)
  assert.deepEqual(call.pressed, ['1', '2', '#'])
})

test('a turn that never comes is given up, and the caller hangs up', async () => {
  const call = await startCall([say], { stepTimeoutMs: 2_000 })
  call.isQuiet(3_000)
  const { outcome, deeds } = await call.caller.finished
  assert.equal(outcome, 'stuck')
  assert.deepEqual(
    deeds.map(({ did, atMs }) => [did, atMs]),
    [
      ['gave-up', 2_000],
      ['hung-up', 2_000],
    ],
  )
})

test('a call that ends before its script is cut off, and after it done', async () => {
  const early = await startCall([say])
  early.hangUp()
  assert.equal((await early.caller.finished).outcome, 'cut-off')
  const late = await startCall([{ do: 'listen' }])
  late.hangUp()
  assert.equal((await late.caller.finished).outcome, 'done')
})

test('between the words there is faint noise, never digital silence', async () => {
  const { caller } = await startCall([say])
  const db = levelDb(caller.exchange(silentFrame))
  assert.ok(db > -90 && db < -65, `${db} dBFS`)
})

test('with real speech, the agent’s sentences are one turn and the caller’s words are speech', async () => {
  await using speech = await createSpeech()
  const agent = await speech.speak('Good morning. This is the practice. How can I help you?', 'agent-en')
  const line = await speech.speak('I would like to book a check-up.', 'caller-en')
  const call = await startCall([{ do: 'say', text: 'I would like to book a check-up.' }], { speech })
  await speech.speak('I would like to book a check-up.', 'caller-en')
  const heardMs = Math.ceil(agent.length / FRAME_SAMPLES) * FRAME_MS
  for (let offset = 0; offset < agent.length; offset += FRAME_SAMPLES) {
    const frame = Uint8Array.from(silentFrame)
    frame.set(agent.subarray(offset, offset + FRAME_SAMPLES))
    call.caller.exchange(frame)
  }
  call.isQuiet(2_500 + line.length / 8)
  const begun = call.caller.deeds.find(({ did }) => did === 'began-line')
  assert.ok(begun && begun.atMs > heardMs + 1_500 && begun.atMs < heardMs + 2_500, `${begun?.atMs} ms`)
  assert.ok(call.caller.deeds.some(({ did }) => did === 'ended-line'))
})
