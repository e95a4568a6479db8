import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadLines } from '@frontdesk/line/load'
import { systemPrompt } from '@frontdesk/line/prompt'
import { checkToolCall, toolDefinitions } from '@frontdesk/tools'
import { z } from 'zod'
import { findScenario } from '../scenarios/scenarios.ts'
import { createSpeech, type Speech } from '../speech/speech.ts'
import { openTalk, type ServerEvent, sessionSettings, silence, type Talk } from './talk.fixture.ts'
import { startVoiceModel, type VoiceModel } from './voice-model.ts'

const responseSchema = z.object({
  response: z.object({
    status: z.string(),
    output: z.array(
      z.looseObject({
        type: z.string(),
        name: z.string().optional(),
        call_id: z.string().optional(),
        arguments: z.string().optional(),
      }),
    ),
  }),
})
const transcriptSchema = z.object({ transcript: z.string() })

let speech: Speech
let model: VoiceModel
before(async () => {
  speech = await createSpeech()
  model = await startVoiceModel({ speech, pace: { audioSpeed: 40, thinkMs: 0, transcriptMs: 0 } })
})
after(async () => {
  await model[Symbol.asyncDispose]()
  await speech[Symbol.asyncDispose]()
})

interface Told {
  readonly tool: string
  readonly arguments: Record<string, unknown>
}

/** A whole call over the wire: a caller who is heard only, and tools that answer by the catalogue. */
async function ring(name: string, takenFirst: boolean) {
  const scenario = findScenario(name)
  assert.ok(scenario)
  const [line] = await loadLines(fileURLToPath(new URL('../../../../lines/', import.meta.url)))
  assert.ok(line)
  const now = Temporal.Instant.from('2026-11-23T10:05:00Z')
  const instructions = systemPrompt(line, { now, caller: scenario.from, language: scenario.language })
  await using talk = await openTalk(`${model.url}/realtime?model=gpt-realtime-2.1`)
  talk.send({ type: 'session.update', session: sessionSettings({ instructions, tools: toolDefinitions() }) })
  const told: Told[] = []
  const answer = toolsFor(scenario.language, takenFirst)
  talk.send({ type: 'response.create' })
  await hearOut(talk, told, answer)
  for (const step of scenario.steps) {
    if (step.do !== 'say') continue
    talk.append(await speech.speak(step.text, `caller-${scenario.language}`))
    talk.append(silence(800))
    await hearOut(talk, told, answer)
  }
  return {
    told,
    agent: spoken(talk.events, 'response.output_audio_transcript.done'),
    caller: await heard(talk, scenario.steps.length - 1),
  }
}

async function heard(talk: Talk, count: number): Promise<string[]> {
  const type = 'conversation.item.input_audio_transcription.completed'
  while (spoken(talk.events, type).length < count) await talk.next(type)
  return spoken(talk.events, type)
}

const spoken = (events: readonly ServerEvent[], type: string) =>
  events.filter((event) => event.type === type).map((event) => transcriptSchema.parse(event).transcript)

/** Until the model has nothing more to do: its tools are answered, and it has spoken. */
async function hearOut(talk: Talk, told: Told[], answer: (told: Told) => object): Promise<void> {
  for (;;) {
    const { response } = responseSchema.parse(await talk.next('response.done'))
    assert.equal(response.status, 'completed')
    const calls = response.output.filter(({ type }) => type === 'function_call')
    for (const call of calls) {
      const checked = checkToolCall(call.name ?? '', call.arguments ?? '')
      assert.ok(checked.ok, 'the model asks as the catalogue wants it')
      told.push(checked)
      const item = { type: 'function_call_output', call_id: call.call_id, output: JSON.stringify(answer(checked)) }
      talk.send({ type: 'conversation.item.create', item })
    }
    if (calls.length === 0 || calls.some(({ name }) => name === 'endCall')) return
    talk.send({ type: 'response.create' })
  }
}

function toolsFor(language: 'de' | 'en', takenFirst: boolean): (told: Told) => object {
  let taken = takenFirst
  return ({ tool, arguments: given }) => {
    if (tool === 'findAvailability') return { slots: slotsOn(String(given.date), language), dayIs: 'available' }
    if (tool !== 'bookAppointment') return { logged: true }
    if (taken) {
      taken = false
      return { status: 'failed', error: { code: 'slot-taken', message: 'Somebody else has just booked this slot.' } }
    }
    return { startsAt: 'x', spoken: spokenSlot(String(given.slotId), language), confirmation: 'sms-sent' }
  }
}

function slotsOn(date: string, language: 'de' | 'en') {
  return ['09:00', '09:30', '14:00'].map((time) => ({
    slotId: `${date}T${time}`,
    startsAt: `${date}T${time}:00+01:00[Europe/Berlin]`,
    endsAt: '',
    spoken: spokenSlot(`${date}T${time}`, language),
  }))
}

function spokenSlot(slotId: string, language: 'de' | 'en'): string {
  const day = Temporal.PlainDate.from(slotId.slice(0, 10))
  const spokenDay = day.toLocaleString(language === 'de' ? 'de-DE' : 'en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  })
  return language === 'de' ? `${spokenDay} um ${slotId.slice(11)} Uhr` : `${spokenDay} at ${slotId.slice(11)}`
}

const linesOf = (name: string) => findScenario(name)?.steps.flatMap((step) => (step.do === 'say' ? [step.text] : []))

describe('a conversation by audio alone', () => {
  test('books in English', async () => {
    const { told, agent, caller } = await ring('books', false)
    assert.deepEqual(caller, linesOf('books'))
    assert.deepEqual(
      told.map(({ tool }) => tool),
      ['findAvailability', 'bookAppointment', 'logCallOutcome', 'endCall'],
    )
    assert.deepEqual(told[0]?.arguments, { date: '2026-11-24', service: 'Check-up' })
    assert.deepEqual(told[1]?.arguments, { slotId: '2026-11-24T09:00', customer: { name: 'Emily Carter' } })
    assert.equal(told[2]?.arguments.outcome, 'booked')
    assert.match(agent[0] ?? '', /AI assistant/)
    assert.match(agent.at(-2) ?? '', /It is booked: Tuesday 24 November at 09:00\. You will get a text message/)
    assert.match(agent.at(-1) ?? '', /Goodbye/)
  })

  test('books in German', async () => {
    const { told, agent, caller } = await ring('speaks-german', false)
    assert.deepEqual(caller, linesOf('speaks-german'))
    assert.deepEqual(told[1]?.arguments, { slotId: '2026-11-27T09:00', customer: { name: 'Sabine Krüger' } })
    assert.match(agent[0] ?? '', /KI-Assistentin/)
    assert.match(agent.at(-2) ?? '', /Der Termin ist gebucht: Freitag, 27\. November um 09:00 Uhr/)
  })

  test('never says booked when somebody else was faster, and offers anew', async () => {
    const { told, agent } = await ring('slot-taken', true)
    assert.deepEqual(
      told.map(({ tool }) => tool),
      ['findAvailability', 'bookAppointment', 'findAvailability', 'bookAppointment', 'logCallOutcome', 'endCall'],
    )
    const sorry = agent.findIndex((text) => text.includes('has just been taken'))
    const booked = agent.findIndex((text) => text.includes('It is booked'))
    assert.ok(sorry > 0 && booked > sorry)
  })
})
