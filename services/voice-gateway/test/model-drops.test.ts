import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { callIdOf } from '../src/call-id.ts'
import { eventually } from '../src/testing/eventually.ts'
import { testLine } from '../src/testing/line.ts'
import { type Cuttable, cuttableWayTo } from './cuttable.ts'
import { type House, house, untilJournal } from './house.ts'
import { Talker } from './talker.ts'
import { openToolDesk, type ToolDesk } from './two-gateways/tool-desk.ts'

const callsEach = 5
const wish = "Then I'd rather speak to a real person about my last bill."

interface Scene extends AsyncDisposable {
  readonly at: House
  readonly way: Cuttable
  readonly tools: ToolDesk
}

interface Call {
  readonly callId: string
  readonly party: Talker
  /** The number of its first connection to the model. */
  readonly connection: number
}

async function scene(): Promise<Scene> {
  await using opened = new AsyncDisposableStack()
  let way: Cuttable | undefined
  const at = opened.use(
    await house({
      line: { call: { askWhenSilentSeconds: 120 } },
      // A machine that is busy with other tests makes the simulated model slow: it is not silent.
      settings: { session: { replyWithinMs: 60_000 } },
      voiceModel: { pace: { thinkMs: 0, transcriptMs: 0 } },
      modelThrough: async (port) => {
        way = opened.use(await cuttableWayTo(port))
        return way.port
      },
    }),
  )
  await at.startGateway()
  const tools = opened.use(await openToolDesk(at.bus, at.records.ledger))
  tools.mayDo.resolve()
  assert.ok(way)
  const all = opened.move()
  return { at, way, tools, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

/** Rings `callsEach` times, one behind the other, so that it is known whose connection is whose. */
async function ring(on: Scene): Promise<Call[]> {
  const calls: Call[] = []
  for (let nth = 0; nth < callsEach; nth++) calls.push(await ringOnce(on, nth))
  return calls
}

async function ringOnce({ at, way }: Scene, nth: number): Promise<Call> {
  const connection = way.made
  const party = new Talker()
  const { sid } = at.carrier.call({ from: `+44770090012${nth}`, to: testLine.number, party })
  await eventually(() => way.made > connection)
  return { callId: callIdOf(sid), party, connection }
}

/** Cuts the call's connection. Resolves to the longest silence from then until the agent's voice is there again. */
async function cutAndListen({ at, way }: Scene, { callId, party, connection }: Call): Promise<number> {
  const from = party.heard.length
  way.cut(connection)
  await untilJournal(at, callId, (entry) => entry.kind === 'session-started' && entry.resumed)
  const isAgain = (journal: readonly JournalEntry[]) => {
    const began = journal.findLastIndex((entry) => entry.kind === 'session-started')
    return journal.slice(began).some((entry) => entry.kind === 'utterance' && entry.who === 'agent')
  }
  await eventually(async () => isAgain(await at.records.journal.read(callId)), 20_000)
  assert.ok(party.heard.slice(from).some(Boolean), 'the agent was heard again')
  return party.longestSilenceMs(from)
}

const greeted = ({ at }: Scene, { callId }: Call) =>
  untilJournal(at, callId, (entry) => entry.kind === 'utterance' && entry.who === 'agent')

/** The caller asks for a person; resolves when the tool was asked for. */
async function askForPerson(on: Scene, call: Call): Promise<void> {
  await greeted(on, call)
  call.party.say(await on.at.speech.speak(wish, 'caller-en'))
  await eventually(() => on.tools.asked.includes(call.callId), 50_000)
}

async function assertAnsweredOnce({ at, tools }: Scene, calls: readonly Call[]): Promise<void> {
  for (const { callId } of calls) {
    const journal = await at.records.journal.read(callId)
    const statuses = journal.flatMap((entry) => (entry.kind === 'tool-answered' ? [entry.status] : []))
    assert.deepEqual(statuses, ['succeeded'])
    assert.equal(tools.done.filter((id) => id === callId).length, 1)
  }
}

describe('a model that drops', () => {
  const waitsMs: number[] = []
  const noteWaits = (waits: readonly number[], say: (text: string) => void) => {
    waitsMs.push(...waits)
    say(`silence until the agent's voice again: ${waits.join(', ')} ms`)
  }

  test('before it is ready, opens the call all the same', { timeout: 90_000 }, async (t) => {
    await using on = await scene()
    const { way } = on
    const calls: Call[] = []
    for (let nth = 0; nth < callsEach; nth++) {
      const call = await ringOnce(on, nth)
      way.cut(call.connection)
      // Its second connection is made at once; the next caller's is to be told from it.
      await eventually(() => way.made === 2 * (nth + 1))
      calls.push(call)
    }
    const waits = calls.map(async (call) => {
      await greeted(on, call)
      return call.party.longestSilenceMs(0)
    })
    noteWaits(await Promise.all(waits), t.diagnostic.bind(t))
  })

  test('in the middle of a sentence, goes on', { timeout: 90_000 }, async (t) => {
    await using on = await scene()
    const calls = await ring(on)
    const waits = await Promise.all(
      calls.map(async (call, nth) => {
        await eventually(() => call.party.heard.filter(Boolean).length > 85 + nth * 10, 20_000)
        return cutAndListen(on, call)
      }),
    )
    noteWaits(waits, t.diagnostic.bind(t))
  })

  test('behind its function call, hears the answer in the next session', { timeout: 90_000 }, async (t) => {
    await using on = await scene()
    const calls = await ring(on)
    await Promise.all(calls.map((call) => askForPerson(on, call)))
    const waiting = calls.map((call) => cutAndListen(on, call))
    await eventually(() => on.way.made >= 2 * calls.length)
    on.tools.mayAnswer.resolve()
    noteWaits(await Promise.all(waiting), t.diagnostic.bind(t))
    await assertAnsweredOnce(on, calls)
  })

  test('when the answer is there and was not sent, hears it in the next session', { timeout: 90_000 }, async (t) => {
    await using on = await scene()
    const calls = await ring(on)
    await Promise.all(calls.map((call) => askForPerson(on, call)))
    on.tools.mayAnswer.resolve()
    noteWaits(await Promise.all(calls.map((call) => cutAndListen(on, call))), t.diagnostic.bind(t))
    await assertAnsweredOnce(on, calls)
  })

  test('is not missed for long', (t) => {
    assert.equal(waitsMs.length, 4 * callsEach)
    const p95 = waitsMs.toSorted((a, b) => a - b)[Math.ceil(waitsMs.length * 0.95) - 1] ?? 0
    t.diagnostic(`over ${waitsMs.length} drops: p95 ${p95} ms`)
  })
})
