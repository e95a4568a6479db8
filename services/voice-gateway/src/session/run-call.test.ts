import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type EventOf, type FrontdeskEvent, isEvent, makeEvent } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import { loadLines } from '@frontdesk/line/load'
import { silentLog } from '@frontdesk/process/log'
import type { JournalEntry } from '@frontdesk/records'
import { createSpeech, type Speech } from '@frontdesk/simulators/speech'
import { startVoiceModel, type VoiceModel as Vendor } from '@frontdesk/simulators/voice-model'
import { openaiRealtime } from '../model/openai-realtime/openai-realtime.ts'
import type { VoiceModel } from '../model/voice-model.ts'
import type { CallFacts, PreparedCall } from './call.ts'
import { prepareCall } from './run-call.ts'
import { fastClock, Telephone } from './testing/telephone.ts'

let speech: Speech
let vendor: Vendor
let line: Line
before(async () => {
  speech = await createSpeech()
  // Faster than real time also by the fast clock below.
  vendor = await startVoiceModel({ speech, pace: { audioSpeed: 40, thinkMs: 10, transcriptMs: 10 } })
  const lines = await loadLines(fileURLToPath(new URL('../../../../lines/', import.meta.url)))
  const practice = lines.find((each) => each.id === 'berlin-dental')
  assert.ok(practice, 'the example practice is there')
  // The clock runs fast, and the caller's voice is rendered at the machine's own pace: silence means nothing here.
  line = { ...practice, call: { ...practice.call, askWhenSilentSeconds: 120 } }
})
after(async () => {
  await vendor[Symbol.asyncDispose]()
  await speech[Symbol.asyncDispose]()
})

/** The slot that the simulated tools offer. */
const slot = { slotId: 's1', startsAt: '2026-11-24T09:00:00+01:00[Europe/Berlin]', endsAt: '', spoken: 'Tuesday at 9' }

function resultOf(tool: string): Record<string, unknown> {
  if (tool === 'findAvailability') return { slots: [slot, { ...slot, slotId: 's2' }], dayIs: 'available' }
  if (tool === 'bookAppointment') return { startsAt: slot.startsAt, spoken: slot.spoken, confirmation: 'sms-sent' }
  return tool === 'endCall' ? { ending: true } : { logged: true }
}

/** A call with a telephone at one end, the simulated vendor at the other, and tools that answer at once. */
function ring(more: Partial<CallFacts> = {}) {
  const clock = fastClock(6)
  const phone = new Telephone(clock)
  const journal: JournalEntry[] = []
  const published: FrontdeskEvent[] = []
  const facts: CallFacts = {
    callId: 'call-1',
    line,
    caller: '+447700900118',
    language: 'en',
    startedAt: Temporal.Instant.from('2026-11-23T10:05:00Z'),
    gateway: 'g1',
    ...more,
  }
  const model = openaiRealtime({
    apiKey: 'key',
    baseUrl: vendor.url,
    model: 'gpt-realtime-2.1',
    transcriptionModel: 'gpt-transcribe',
    clock,
    log: silentLog,
    // The clock runs fast, and the vendor's process does not.
    limits: {
      ...{ connectWithinMs: 60_000, doubtAfterMs: 60_000, staleAfterMs: 60_000 },
      ...{ unreadAfterMs: 90_000, silentAfterMs: 90_000, behindAfterMs: 90_000 },
    },
  })
  const publish = async (event: FrontdeskEvent) => {
    published.push(event)
    if (isEvent(event, 'tool.requested')) setImmediate(() => call.toolCompleted(completed(event)))
  }
  const call: PreparedCall = prepareCall(facts, {
    model,
    bus: { publish },
    journal: { append: async (_, entries) => void journal.push(...entries) },
    clock,
    log: silentLog,
    // A machine that is busy with other tests is no model that is silent.
    settings: { replyWithinMs: 90_000, reconnectWithinMs: 90_000, fillerAfterMs: 90_000, toolFillerAfterMs: 90_000 },
  })
  const says = async (text: string) => phone.say(await speech.speak(text, 'caller-en'))
  const of = <K extends JournalEntry['kind']>(kind: K) =>
    journal.filter((entry): entry is Extract<JournalEntry, { kind: K }> => entry.kind === kind)
  return {
    call,
    phone,
    journal,
    published,
    says,
    of,
    end: call.run(phone),
    [Symbol.asyncDispose]: () => call[Symbol.asyncDispose](),
  }
}

function completed({ data }: EventOf<'tool.requested'>): EventOf<'tool.completed'> {
  const { callId, lineId, gateway, toolCallId, tool, requestedAt } = data
  const outcome = { status: 'succeeded', result: resultOf(tool) } as const
  return makeEvent(
    'tool.completed',
    {
      callId,
      lineId,
      gateway,
      toolCallId,
      tool,
      outcome,
      effects: [],
      startedAt: requestedAt,
      completedAt: requestedAt,
    },
    { by: 'tool-runner', at: Temporal.Instant.from(requestedAt) },
  )
}

/** Says each line when the agent has finished. */
async function converse({ phone, says }: ReturnType<typeof ring>, lines: readonly string[]) {
  let heardMs = 0
  for (const text of lines) {
    await phone.agentFinished(heardMs)
    heardMs = phone.heardMs
    await says(text)
  }
}

describe('a call over the real wire of the model', () => {
  it('greets, books by audio alone, and hangs up when the goodbye was heard', { timeout: 60_000 }, async () => {
    await using ringing = ring()
    const { of, phone, published, end } = ringing
    const callerLines = [
      "Hello, I'd like to book a check-up for next Tuesday.",
      'The first one would be perfect.',
      'My name is Emily Carter.',
      "Yes that's right.",
      'No thank you, that is all.',
    ]
    await converse(ringing, callerLines)
    assert.deepEqual(await end, { end: 'hang-up', language: 'en' })

    const tools = published.flatMap((event) => (isEvent(event, 'tool.requested') ? [event.data.tool] : []))
    assert.deepEqual(tools, ['findAvailability', 'bookAppointment', 'logCallOutcome', 'endCall'])
    assert.deepEqual(
      of('tool-answered').map(({ status }) => status),
      Array(4).fill('succeeded'),
    )
    const said = of('utterance')
    assert.deepEqual(
      said.filter(({ who }) => who === 'caller').map(({ text }) => text),
      callerLines,
    )
    const agent = said.filter(({ who }) => who === 'agent')
    assert.ok(agent.every(({ cutOff }) => !cutOff))
    assert.equal(agent[0]?.text, line.agent.greeting.en)
    assert.match(agent.at(-1)?.text ?? '', /Goodbye/)
    assert.equal(
      Math.round(agent.reduce((sum, { heardMs = 0 }) => sum + heardMs, 0) / 100),
      Math.round(phone.heardMs / 100),
    )
    assert.equal(of('turn-latency').length, callerLines.length)
    assert.ok(of('usage').length >= callerLines.length)
    assert.ok(phone.mostAheadMs <= 400 + 6 * 20, `${phone.mostAheadMs} ms ahead`)
  })

  it('stops when it is interrupted, and tells the model what was heard', { timeout: 60_000 }, async () => {
    await using ringing = ring()
    const { of, phone, says } = ringing
    await phone.agentFinished(0)
    await says("Hello, I'd like to book a check-up for next Tuesday.")
    await phone.agentSpoke(phone.heardMs + 800)
    await says('Sorry, Wednesday would actually be much better for me.')
    await phone.cleared(1)
    await phone.agentFinished(phone.heardMs)
    assert.equal(phone.clears, 1)
    const [cut] = of('barge-in')
    assert.ok(cut)
    const words = of('utterance').find(({ itemId }) => itemId === cut.itemId)
    // So early in a sentence that no word of it was whole, there is nothing to keep.
    if (words === undefined) assert.ok(cut.heardMs < 600, `no words of ${cut.heardMs} ms`)
    else assert.deepEqual([words.cutOff, words.heardMs], [true, cut.heardMs])
    const truncations = vendor.asked.at(-1)?.events.filter(({ type }) => type === 'conversation.item.truncate') ?? []
    assert.ok(truncations.length >= 1)
    assert.deepEqual(
      vendor.asked.at(-1)?.events.flatMap(({ refused }) => refused ?? []),
      [],
    )
    assert.equal(of('tool-requested').length, 2)
    ringing.call.release()
    assert.equal((await ringing.end).end, 'released')
  })

  it('goes on where it was when the model drops in mid-sentence', { timeout: 60_000 }, async () => {
    await using ringing = ring()
    const { of, phone, says } = ringing
    await phone.agentFinished(0)
    vendor.trouble.add({ at: 'speech', is: 'dies', afterMs: 400 })
    const before = phone.heardMs
    await says("Hello, I'd like to book a check-up for next Tuesday.")
    await phone.agentFinished(before + 1_000)
    assert.deepEqual(
      of('session-started').map(({ resumed }) => resumed),
      [false, true],
    )
    assert.equal(of('session-lost').length, 1)
    const seeded = vendor.asked.at(-1)?.events.find(({ type }) => type === 'conversation.item.create')
    assert.match(JSON.stringify(seeded?.event), /You: .*Caller: Hello, I'd like to book/)
    const heardMs = phone.heardMs
    await says('The first one would be perfect.')
    await phone.agentFinished(heardMs)
    assert.equal(of('utterance').filter(({ text }) => text === line.agent.greeting.en).length, 1)
    phone.tell({ kind: 'stopped' })
    assert.equal((await ringing.end).end, 'carrier-stopped')
  })

  it('gives up when the model cannot be had', { timeout: 30_000 }, async () => {
    const refusing = vendor.trouble.add({ at: 'connect', is: 'refused', status: 503, code: 'overloaded', times: 9 })
    await using ringing = ring()
    assert.deepEqual(await ringing.end, { end: 'give-up', cause: 'http-503', language: 'en' })
    assert.equal(refusing.met, 4)
    refusing.remove()
  })

  it('lets a session go that nobody came for, and leaves no word of it in the journal', async () => {
    const index = vendor.asked.length
    const journal: JournalEntry[] = []
    const ready = Promise.withResolvers<void>()
    const real = openaiRealtime({
      apiKey: 'key',
      baseUrl: vendor.url,
      model: 'gpt-realtime-2.1',
      transcriptionModel: 'gpt-transcribe',
      clock: fastClock(1),
      log: silentLog,
    })
    const model: VoiceModel = {
      ...real,
      open: (config, onEvent) =>
        real.open(config, (event) => {
          onEvent(event)
          if (event.kind === 'ready') ready.resolve()
        }),
    }
    const idle = prepareCall(
      { callId: 'c', line, caller: null, language: 'en', startedAt: Temporal.Now.instant(), gateway: 'g' },
      {
        model,
        bus: { publish: async () => {} },
        journal: { append: async (_, entries) => void journal.push(...entries) },
        clock: fastClock(1),
        log: silentLog,
      },
    )
    const session = await vendor.untilSession(index)
    await session.until(({ type }) => type === 'session.update')
    await ready.promise
    await idle[Symbol.asyncDispose]()
    assert.deepEqual(
      journal.map(({ kind }) => kind),
      [],
    )
    const phone = new Telephone(fastClock(1))
    assert.equal((await idle.run(phone)).end, 'released')
  })
})
