import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { createSpeech, type Speech } from '@frontdesk/simulators/speech'
import { callIdOf } from '../src/call-id.ts'
import { eventually } from '../src/testing/eventually.ts'
import { testLine } from '../src/testing/line.ts'
import { type Cuttable, cuttableWayTo } from './cuttable.ts'
import { type House, house, noted, said, untilJournal } from './house.ts'
import { Talker } from './talker.ts'

const wish = "I'd rather speak to a real person about my last bill."
const frameMs = 20
let speech: Speech
before(async () => {
  speech = await createSpeech()
})
after(() => speech[Symbol.asyncDispose]())

interface Scene extends AsyncDisposable {
  readonly at: House
  readonly way: Cuttable
}

async function scene(options: { readonly makesClipsFirst?: boolean } = {}): Promise<Scene> {
  await using opened = new AsyncDisposableStack()
  let way: Cuttable | undefined
  const at = opened.use(
    await house({
      ...options,
      speech,
      line: { call: { askWhenSilentSeconds: 120 } },
      voiceModel: { pace: { thinkMs: 0, transcriptMs: 0 } },
      modelThrough: async (port) => {
        way = opened.use(await cuttableWayTo(port))
        return way.port
      },
    }),
  )
  await at.startGateway()
  assert.ok(way)
  const all = opened.move()
  return { at, way, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

function ring(at: House) {
  const party = new Talker()
  const call = at.carrier.call({ from: '+447700900123', to: testLine.number, party })
  return { party, call, callId: callIdOf(call.sid) }
}

const greeted = said('agent', /Hello, this is Mia/)
const isLost = (entry: JournalEntry) => entry.kind === 'session-lost'
const isResumed = (entry: JournalEntry) => entry.kind === 'session-started' && entry.resumed
const isAgent = (entry: JournalEntry) => entry.kind === 'utterance' && entry.who === 'agent'
const atMs = (journal: readonly JournalEntry[], fits: (entry: JournalEntry) => boolean) =>
  Date.parse(journal.find(fits)?.at ?? '')
const agentBehind = (at: House, callId: string, fits: (entry: JournalEntry) => boolean) =>
  eventually(async () => {
    const journal = await at.records.journal.read(callId)
    const from = journal.findLastIndex(fits)
    return from >= 0 && journal.slice(from).some(isAgent) && journal
  }, 20_000)
describe('a model whose socket stops moving', { timeout: 120_000 }, () => {
  test('is given up within five seconds; the next session hears what it did not, and goes on', async (t) => {
    await using on = await scene()
    const { at, way } = on
    const { party, call, callId } = ring(at)
    await untilJournal(at, callId, greeted)
    const stalledAtMs = Date.now()
    way.stall(0)
    party.say(await speech.speak(wish, 'caller-en'))
    const journal = await untilJournal(at, callId, isResumed)
    const tookMs = atMs(journal, isLost) - stalledAtMs
    t.diagnostic(`given up after ${tookMs} ms`)
    assert.ok(tookMs <= 5_500, `it took ${tookMs} ms`)
    const later = await untilJournal(at, callId, said('caller', /real person/))
    assert.equal(later.filter(said('caller', /real person/)).length, 1)
    assert.equal(later.filter(greeted).length, 1)
    await agentBehind(at, callId, isResumed)
    call.hangUp()
  })

  test('and moves again before that, is kept; what the caller said meanwhile is answered, once', async () => {
    await using on = await scene()
    const { at, way } = on
    const { party, call, callId } = ring(at)
    await untilJournal(at, callId, greeted)
    const from = party.heard.length
    way.stall(0)
    party.say(await speech.speak(wish, 'caller-en'))
    await eventually(() => (party.heard.length - from) * frameMs >= 2_000)
    way.goOn(0)
    await untilJournal(at, callId, said('caller', /real person/))
    const journal = await untilJournal(at, callId, ({ kind }) => kind === 'tool-requested')
    assert.equal(journal.filter(said('caller', /real person/)).length, 1)
    assert.equal(journal.filter((entry) => entry.kind === 'tool-requested').length, 1)
    assert.equal(journal.filter(isLost).length, 0)
    assert.equal(way.made, 1)
    call.hangUp()
  })
})

describe('a model that takes a while to come back', { timeout: 120_000 }, () => {
  test('is explained within a second and a half, in the agent’s voice, and the agent goes on', async (t) => {
    await using on = await scene()
    const { at, way } = on
    const { party, call, callId } = ring(at)
    await eventually(() => party.heard.filter(Boolean).length > 100, 20_000)
    at.model.trouble.add({ at: 'connect', is: 'slow', ms: 4_000 })
    const [cutAtMs, from] = [Date.now(), party.heard.length]
    way.cut(0)
    const journal = await untilJournal(at, callId, noted('filler'))
    // What had come of the sentence is heard to its end; then it is quiet until the filler.
    const fillerAt = from + Math.ceil((atMs(journal, noted('filler')) - cutAtMs) / frameMs)
    await eventually(() => party.heard.slice(fillerAt).some(Boolean))
    const silentMs = party.longestSilenceMs(from)
    t.diagnostic(`quiet for ${silentMs} ms until the filler`)
    assert.ok(silentMs >= 600 && silentMs <= 1_500, `${silentMs} ms`)
    const later = await agentBehind(at, callId, isResumed)
    const greetings = later.flatMap((entry) =>
      entry.kind === 'utterance' && /Hello, this/.test(entry.text) ? [entry.itemId] : [],
    )
    assert.equal(new Set(greetings).size, 1)
    assert.equal(later.filter(noted('filler-missing')).length, 0)
    call.hangUp()
  })

  test('is explained to the very first caller too, before there was a session', async () => {
    await using on = await scene({ makesClipsFirst: true })
    const { at } = on
    await eventually(() => at.model.asked[0]?.closeCode !== undefined)
    at.model.trouble.add({ at: 'connect', is: 'slow', ms: 7_000 })
    const { party, call, callId } = ring(at)
    const journal = await untilJournal(at, callId, noted('filler'))
    assert.equal(journal.filter((entry) => entry.kind === 'session-started').length, 0)
    await eventually(() => party.heard.slice(-100).some(Boolean))
    const waitedMs = atMs(journal, noted('filler')) - atMs(journal, ({ kind }) => kind === 'notice-played')
    assert.ok(waitedMs <= 3_000, `${waitedMs} ms`)
    await untilJournal(at, callId, greeted)
    call.hangUp()
  })
})

test('a carrier that does not read is let go, and the call goes on over another stream', {
  timeout: 120_000,
}, async (t) => {
  await using on = await scene()
  const { at } = on
  at.carrier.trouble.stream({ stopsReadingAfterMs: 3_000, times: 1 })
  const { party, call, callId } = ring(at)
  const journal = await untilJournal(
    at,
    callId,
    (entry) => entry.kind === 'session-lost' && entry.cause === 'stream-lost',
  )
  const tookMs = atMs(journal, isLost) - atMs(journal, ({ kind }) => kind === 'notice-played') - 3_000
  t.diagnostic(`let go ${tookMs} ms after it stopped reading`)
  assert.ok(tookMs <= 10_000, `it took ${tookMs} ms`)
  const from = party.heard.length
  await untilJournal(at, callId, said('agent', /interrupted for a moment/))
  assert.ok(party.heard.slice(from).some(Boolean))
  call.hangUp()
})
