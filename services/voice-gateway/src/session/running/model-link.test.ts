import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { ModelConfig, ModelEvent, ModelSession, VoiceModel } from '../../model/voice-model.ts'
import { audioOf } from '../testing/given.ts'
import { ModelLink } from './model-link.ts'

const config: ModelConfig = { instructions: '', tools: [], voice: 'marin', languages: ['en'] }

function link() {
  const heard: string[] = []
  const listeners: ((event: ModelEvent) => void)[] = []
  const session = (n: number): ModelSession => ({
    pushAudio: (audio) => heard.push(`${n}:${audio.text()}`),
    respond() {},
    say() {},
    sayAside() {},
    addContext() {},
    answerTool() {},
    stopSpeech() {},
    close() {},
  })
  const model: VoiceModel = {
    model: 'm',
    capabilities: { turnOwner: 'client', unsay: 'truncate' },
    open: (_, listener) => session(listeners.push(listener)),
  }
  const events: string[] = []
  const linked = new ModelLink({
    model,
    config,
    keptMs: 100,
    onEvent: (event) => events.push(event.kind),
    onSuccessor: (is) => events.push(`successor ${is}`),
  })
  const say = (audio: string) => linked.pushAudio(PassingAudio.of(audio))
  return { linked, say, heard, events, tell: (n: number, event: ModelEvent) => listeners[n - 1]?.(event) }
}

describe('the way to the model', () => {
  it('keeps what the caller says until a session is ready, the newest of it, and delivers it first', () => {
    const { linked, say, heard, tell } = link()
    linked.open(undefined)
    const frames = ['QQ==', 'Qg=='].map((each) => audioOf(30) + each)
    say(audioOf(80))
    for (const frame of frames) say(frame)
    tell(1, { kind: 'ready', sessionId: 's' })
    say('now')
    assert.deepEqual(heard, [...frames.map((frame) => `1:${frame}`), '1:now'])
    assert.equal(linked.droppedMs, 80)
  })

  it('hears only the latest session', () => {
    const { linked, events, tell } = link()
    linked.open(undefined)
    linked.open('so far')
    tell(1, { kind: 'ready', sessionId: 's' })
    tell(1, { kind: 'ended', cause: 'requested', code: 'requested' })
    assert.deepEqual(events, [])
    tell(2, { kind: 'ready', sessionId: 's' })
    assert.deepEqual(events, ['ready'])
  })

  it('keeps again what is said once the session has ended', () => {
    const { linked, say, heard, tell } = link()
    linked.open(undefined)
    tell(1, { kind: 'ready', sessionId: 's' })
    tell(1, { kind: 'ended', cause: 'lost', code: 'closed-1006' })
    say('kept')
    assert.deepEqual(heard, [])
    linked.open('so far')
    tell(2, { kind: 'ready', sessionId: 's' })
    assert.deepEqual(heard, ['2:kept'])
  })
})

describe('a successor', () => {
  const ready: ModelEvent = { kind: 'ready', sessionId: 's' }

  it('hears nothing and is not heard until it takes the place of the session, and then the last second once more', () => {
    const { linked, say, heard, events, tell } = link()
    linked.open(undefined)
    tell(1, ready)
    linked.openSuccessor('so far')
    say(audioOf(900))
    say(audioOf(200))
    tell(2, { kind: 'speech-started', itemId: 'u1' })
    tell(2, ready)
    assert.deepEqual(events, ['ready', 'successor ready'])
    assert.deepEqual(heard, [`1:${audioOf(900)}`, `1:${audioOf(200)}`])
    linked.adoptSuccessor()
    say('now')
    assert.deepEqual(heard.slice(2), [`2:${audioOf(200)}`, '2:now'])
    tell(1, { kind: 'ended', cause: 'requested', code: 'requested' })
    tell(2, { kind: 'speech-started', itemId: 'u1' })
    assert.deepEqual(events.slice(2), ['speech-started'])
  })

  it('that ends before is told of; one that is let go, or comes too late, is not', () => {
    const { linked, events, tell } = link()
    linked.open(undefined)
    tell(1, ready)
    linked.openSuccessor('so far')
    tell(2, { kind: 'ended', cause: 'lost', code: 'http-503' })
    assert.deepEqual(events, ['ready', 'successor ended'])
    linked.adoptSuccessor()
    linked.openSuccessor('so far')
    linked.dropSuccessor()
    tell(3, ready)
    linked.openSuccessor('so far')
    linked.open('lost meanwhile')
    tell(4, ready)
    assert.deepEqual(events, ['ready', 'successor ended'])
  })
})
