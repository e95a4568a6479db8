import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ModelConfig, ModelEvent, ModelSession, VoiceModel } from '../../model/voice-model.ts'
import { audioOf } from '../testing/given.ts'
import { modelLink } from './model-link.ts'

const config: ModelConfig = { instructions: '', tools: [], voice: 'marin', languages: ['en'] }

function link() {
  const heard: string[] = []
  const listeners: ((event: ModelEvent) => void)[] = []
  const session = (n: number): ModelSession => ({
    pushAudio: (audio) => heard.push(`${n}:${audio}`),
    respond() {},
    say() {},
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
  const linked = modelLink({ model, config, keptMs: 100, onEvent: (event) => events.push(event.kind) })
  return { linked, heard, events, tell: (n: number, event: ModelEvent) => listeners[n - 1]?.(event) }
}

describe('the way to the model', () => {
  it('keeps what the caller says until a session is ready, the newest of it, and delivers it first', () => {
    const { linked, heard, tell } = link()
    linked.open(undefined)
    const frames = ['QQ==', 'Qg=='].map((each) => audioOf(30) + each)
    linked.pushAudio(audioOf(80))
    for (const frame of frames) linked.pushAudio(frame)
    tell(1, { kind: 'ready', sessionId: 's' })
    linked.pushAudio('now')
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
    const { linked, heard, tell } = link()
    linked.open(undefined)
    tell(1, { kind: 'ready', sessionId: 's' })
    tell(1, { kind: 'ended', cause: 'lost', code: 'closed-1006' })
    linked.pushAudio('kept')
    assert.deepEqual(heard, [])
    linked.open('so far')
    tell(2, { kind: 'ready', sessionId: 's' })
    assert.deepEqual(heard, ['2:kept'])
  })
})
