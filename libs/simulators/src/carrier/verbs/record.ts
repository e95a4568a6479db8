import { FRAME_MS, levelDb } from '@frontdesk/audio/mulaw'
import { audioSource, silenceSource } from '../leg.ts'
import { recordingParams, recordingSeconds } from '../recording/params.ts'
import type { RecordingRow } from '../rows.ts'
import type { Next, RecordingOrder, Stage } from '../stage.ts'
import { tone } from '../tones.ts'
import type { RecordMessage, StartRecording, StopRecording, Target } from '../twiml/verbs.ts'

const BEEP = tone(1_000, 400)
/** Quieter than this is silence: line noise, no voice. */
const VOICE_DB = -45

export function startRecording(verb: StartRecording, { network, callSid, leg }: Stage): undefined {
  const row = network.record(
    { sid: callSid, leg },
    {
      name: verb.name,
      channels: verb.channels,
      track: 'both',
      trim: verb.trim,
      source: 'StartCallRecordingTwiML',
      callback: whoIsTold(verb, { network, callSid }),
    },
  )
  if (!row) network.warn(callSid, 16108, 'the call is being recorded already')
}

export function stopRecording({ name }: StopRecording, { network, callSid }: Stage): undefined {
  if (!network.recordingStops(callSid, name)) network.warn(callSid, 20404, `no recording called ${name} is running`)
}

/**
 * Records what the caller says behind the beep, until a key, a silence, the longest time, or the end of the call. The action's
 * document follows; of a caller who said nothing there is no recording, and the next verb follows. A caller who hangs up is told
 * of to the action too, with `hangup` in place of a key; nobody reads its answer.
 */
export async function record(verb: RecordMessage, stage: Stage): Promise<Next | undefined> {
  const { network, callSid, leg, signal } = stage
  if (verb.playBeep) await leg.play(audioSource(BEEP), signal)
  const order: RecordingOrder = {
    ...{ name: undefined, channels: 'mono', track: 'inbound', trim: verb.trim, source: 'RecordVerb' },
    callback: whoIsTold(verb, stage),
  }
  const row = network.record({ sid: callSid, leg }, order)
  if (!row) {
    network.warn(callSid, 16108, 'the call is being recorded already: no message is')
    return undefined
  }
  const message = new Message(verb)
  const action = verb.action ? stage.resolve(verb.action) : stage.own()
  try {
    await message.take(stage)
  } catch (error) {
    if (message.hasVoice) stage.tellOfEnd(action, { ...paramsOf(row, message, stage), Digits: 'hangup' })
    throw error
  } finally {
    network.recordingEnds(callSid, message.hasVoice ? undefined : 'silent')
  }
  return message.hasVoice ? fetchAction(action, row, message, stage) : undefined
}

function fetchAction(target: Target, row: RecordingRow, message: Message, stage: Stage): Next {
  return { kind: 'fetch', target, params: { ...paramsOf(row, message, stage), Digits: message.key } }
}

/** What the action is told of the recording: it is still being processed then. */
function paramsOf(row: RecordingRow, { lengthMs }: Message, { network }: Stage) {
  const { RecordingSid = '', RecordingUrl = '' } = recordingParams(
    row,
    network.accountSid,
    network.recordingUrl(row.sid),
  )
  return {
    ...{ RecordingSid, RecordingUrl },
    RecordingDuration: String(recordingSeconds({ ...row, durationMs: lengthMs })),
  }
}

/** Unlike every other address in a document, this one is not resolved: Twilio records and never calls back. */
function whoIsTold(
  { callback, callbackEvents }: Pick<RecordMessage, 'callback' | 'callbackEvents'>,
  { network, callSid }: Pick<Stage, 'network' | 'callSid'>,
) {
  const isReachable = callback !== undefined && URL.canParse(callback.url)
  if (callback && !isReachable) network.warn(callSid, 11200, 'recordingStatusCallback must be an absolute url')
  return isReachable ? { ...callback, events: [...callbackEvents] } : null
}

/** One message while it is spoken. */
class Message {
  readonly #verb: RecordMessage
  #frames = 0
  #silentFrames = 0
  #key = ''
  #hasVoice = false

  constructor(verb: RecordMessage) {
    this.#verb = verb
  }

  get hasVoice(): boolean {
    return this.#hasVoice
  }

  /** The key that ended it. */
  get key(): string {
    return this.#key
  }

  get lengthMs(): number {
    return this.#frames * FRAME_MS
  }

  get #isOver(): boolean {
    const { timeoutMs, longestMs } = this.#verb
    return this.#key !== '' || this.#silentFrames * FRAME_MS >= timeoutMs || this.lengthMs >= longestMs
  }

  /** Resolves when the message is over. @throws the stage's reason when that comes first */
  async take({ leg, digits, signal }: Stage): Promise<void> {
    using _keys = digits.listen((digit) => {
      if (this.#verb.finishOnKey.includes(digit)) this.#key ||= digit
    })
    using _frames = leg.tap((said) => this.#hear(said))
    while (!this.#isOver) await leg.play(silenceSource(1), signal)
  }

  #hear(said: Uint8Array): void {
    this.#frames++
    const isVoice = levelDb(said) > VOICE_DB
    this.#hasVoice ||= isVoice
    this.#silentFrames = isVoice ? 0 : this.#silentFrames + 1
  }
}
