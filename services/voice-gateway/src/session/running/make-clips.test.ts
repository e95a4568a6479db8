import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import type { ModelEvent, ModelSession, VoiceModel } from '../../model/voice-model.ts'
import { testLine } from '../../testing/line.ts'
import { clipShelf } from './clip-shelf.ts'
import { makeClips } from './make-clips.ts'

/** A model whose every session does what the test makes of what is asked of it. */
function modelThat(does: (asked: 'opened' | string, tell: (event: ModelEvent) => void) => void, aside = true) {
  const opened: { voice: string; closed: boolean; said: string[] }[] = []
  const unused = () => assert.fail('nobody talks here')
  const model: VoiceModel = {
    model: 'm',
    capabilities: { turnOwner: 'client', unsay: 'truncate', aside },
    open({ voice }, tell) {
      const one = { voice, closed: false, said: [] as string[] }
      opened.push(one)
      queueMicrotask(() => does('opened', tell))
      const session: ModelSession = {
        ...{ pushAudio: unused, respond: unused, say: unused, addContext: unused, answerTool: unused },
        stopSpeech: unused,
        sayAside(name, instructions) {
          one.said.push(instructions)
          does(name, tell)
        },
        close() {
          one.closed = true
        },
      }
      return session
    },
  }
  return { model, opened }
}

const ready: ModelEvent = { kind: 'ready', sessionId: 's' }
const german = { ...testLine, agent: { ...testLine.agent, voice: 'cedar' } }
const parts = (model: VoiceModel) => ({
  ...{ model, clips: clipShelf('m'), clock: manualClock(), log: silentLog },
  signal: new AbortController().signal,
})

test('every voice speaks its sentence in every language, in one session, and once for lines that share it', async () => {
  const { model, opened } = modelThat((asked, tell) =>
    tell(asked === 'opened' ? ready : { kind: 'aside-spoken', name: asked, audio: `audio of ${asked}` }),
  )
  const making = parts(model)
  await makeClips([testLine, { ...testLine, id: 'other' }, german], making)
  assert.deepEqual(making.clips.of(testLine), { de: 'audio of one-moment-de', en: 'audio of one-moment-en' })
  assert.deepEqual(making.clips.of(german), making.clips.of(testLine))
  assert.deepEqual(
    opened.map(({ voice, closed }) => [voice, closed]),
    [
      ['marin', true],
      ['cedar', true],
    ],
  )
  assert.match(opened[0]?.said.join() ?? '', /Einen Moment, bitte.*One moment, please/s)
})

test('a model that cannot be had, or says nothing, is left alone after a while', async () => {
  const refused = modelThat((_, tell) => tell({ kind: 'ended', cause: 'fatal', code: 'invalid_api_key' }))
  await makeClips([testLine], parts(refused.model))
  const silent = modelThat((asked, tell) => asked === 'opened' && tell(ready))
  const making = parts(silent.model)
  const made = makeClips([testLine], making)
  await making.clock.advance(20_000)
  await made
  assert.deepEqual(making.clips.of(testLine), {})
  assert.equal(silent.opened[0]?.closed, true)
})

test('a gateway that goes does not wait for it', async () => {
  const leaving = new AbortController()
  const { model, opened } = modelThat(() => leaving.abort())
  await makeClips([testLine, german], { ...parts(model), signal: leaving.signal })
  assert.deepEqual(
    opened.map(({ closed }) => closed),
    [true],
  )
})

test('a model that speaks in the conversation only is not asked', async () => {
  const { model, opened } = modelThat(() => {}, false)
  await makeClips([testLine], parts(model))
  assert.equal(opened.length, 0)
})
