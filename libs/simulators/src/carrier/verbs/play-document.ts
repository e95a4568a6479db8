import type { Next, Stage } from '../stage.ts'
import type { Verb } from '../twiml/verbs.ts'
import { connectStream } from './connect-stream.ts'
import { dial } from './dial.ts'
import { gather } from './gather.ts'
import { playPrompt } from './prompt.ts'
import { record, startRecording, stopRecording } from './record.ts'

/** Carries out verb after verb until one of them leads elsewhere. @throws the stage's reason when it is cut short */
export async function playDocument(verbs: readonly Verb[], stage: Stage): Promise<Next> {
  for (const verb of verbs) {
    stage.signal.throwIfAborted()
    const next = await playVerb(verb, stage)
    if (next) return next
  }
  return { kind: 'over' }
}

/** What the verb leads to, undefined when the next verb follows. */
async function playVerb(verb: Verb, stage: Stage): Promise<Next | undefined> {
  switch (verb.verb) {
    case 'Say':
    case 'Play':
    case 'Pause':
      return playPrompt(verb, stage)
    case 'StartRecording':
      return startRecording(verb, stage)
    case 'StopRecording':
      return stopRecording(verb, stage)
    case 'Record':
      return record(verb, stage)
    case 'ConnectStream':
      return connectStream(verb, stage)
    case 'Redirect':
      return { kind: 'fetch', target: stage.resolve(verb.target), params: {} }
    case 'Hangup':
    case 'Reject':
      return { kind: 'end', how: 'hung-up' }
    case 'Dial':
      return dial(verb, stage)
    case 'Gather':
      return gather(verb, stage)
    default:
      return verb satisfies never
  }
}
