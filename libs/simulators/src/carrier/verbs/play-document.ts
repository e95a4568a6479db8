import type { Next, Stage } from '../stage.ts'
import type { StartRecording, Verb } from '../twiml/verbs.ts'
import { connectStream } from './connect-stream.ts'
import { dial } from './dial.ts'
import { gather } from './gather.ts'
import { playPrompt } from './prompt.ts'

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

function startRecording(verb: StartRecording, { network, callSid, leg }: Stage): undefined {
  const { callback, callbackEvents } = verb
  // Unlike every other address in a document, this one is not resolved: Twilio records and never calls back.
  const isReachable = callback !== undefined && URL.canParse(callback.url)
  if (callback && !isReachable) network.warn(callSid, 11200, 'recordingStatusCallback must be an absolute url')
  const row = network.record(
    { sid: callSid, leg },
    {
      channels: verb.channels,
      track: 'both',
      trim: verb.trim,
      source: 'StartCallRecordingTwiML',
      callback: isReachable ? { ...callback, events: [...callbackEvents] } : null,
    },
  )
  if (!row) network.warn(callSid, 16108, 'the call is being recorded already')
}
