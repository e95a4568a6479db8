import { setTimeout as pause } from 'node:timers/promises'
import type { Conference } from '../conference/noun.ts'
import type { Room, Stay } from '../conference/room.ts'
import { audioSource } from '../leg.ts'
import { obtain } from '../obtain.ts'
import type { Next, Stage } from '../stage.ts'
import { tone } from '../tones.ts'
import { TwimlFault } from '../twiml/elements.ts'
import type { Dial, Target } from '../twiml/verbs.ts'
import { WebhookFault } from '../webhooks.ts'
import { playPrompt } from './prompt.ts'

/** Stays in the conference until it is over, this one is sent out, or the time is up; then the action's document follows. */
export async function attend(verb: Dial, noun: Conference, stage: Stage): Promise<Next | undefined> {
  const entered = stage.network.rooms.enter(noun, stage.callSid, stage.leg)
  if (entered === undefined) stage.network.warn(stage.callSid, 13_227, `the conference ${noun.name} is full`)
  else await staying(verb, noun, stage, entered)
  if (!verb.action) return undefined
  const params = { DialCallStatus: entered === undefined ? 'failed' : 'completed' }
  return { kind: 'fetch', target: stage.resolve(verb.action), params }
}

async function staying(
  verb: Dial,
  noun: Conference,
  stage: Stage,
  { room, stay }: { readonly room: Room; readonly stay: Stay },
): Promise<void> {
  using _leaving = stay
  const gone = new AbortController()
  const signal = AbortSignal.any([stage.signal, gone.signal])
  const tooLong = pause(verb.timeLimitMs, undefined, { signal }).catch(() => {})
  const inside = waitAndTalk(noun, room, stay, { ...stage, signal })
  const ends = await Promise.race([stay.over, tooLong, inside]).catch((error: unknown) => ({ error }))
  gone.abort()
  await inside.catch(() => {})
  if (ends !== undefined && !stage.signal.aborted) throw ends.error
  // Twilio asks the action also of a caller who has hung up.
  if (stage.signal.aborted && verb.action) stage.tellOfEnd(stage.resolve(verb.action), { DialCallStatus: 'completed' })
  stage.signal.throwIfAborted()
}

/** @throws the signal's reason: it ends by that alone */
async function waitAndTalk(noun: Conference, room: Room, stay: Stay, stage: Stage): Promise<never> {
  const started = new AbortController()
  const begins = stay.started.then(() => started.abort())
  const waiting = { ...stage, signal: AbortSignal.any([stage.signal, started.signal]) }
  await waits(noun.wait, room, waiting).catch((error: unknown) => {
    stage.signal.throwIfAborted()
    if (!started.signal.aborted) throw error
  })
  await Promise.race([begins, untilAborted(stage.signal)])
  using _hearing = stage.leg.hears(() => stay.hear())
  return await untilAborted(stage.signal)
}

const music = tone(330, 4_000)

/** Plays what is heard by somebody who waits, again and again. @throws the signal's reason */
async function waits(wait: Conference['wait'], room: Room, stage: Stage): Promise<void> {
  for (;;) {
    if (wait === 'silence') return await untilAborted(stage.signal)
    if (wait === 'music') await stage.leg.play(audioSource(music), stage.signal)
    else if (!(await waitDocument(wait, room, stage))) return await untilAborted(stage.signal)
  }
}

/** Whether there was something to hear. Without it, Twilio lets the caller wait in silence. */
async function waitDocument(wait: Target, room: Room, stage: Stage): Promise<boolean> {
  let at: Target | undefined = stage.resolve(wait)
  let heard = false
  while (at !== undefined) {
    const verbs = await waitVerbs(at, room, stage)
    at = undefined
    for (const verb of verbs) {
      if (verb.verb === 'Redirect') at = stage.resolve(verb.target)
      else if (verb.verb === 'Say' || verb.verb === 'Play' || verb.verb === 'Pause') {
        heard = true
        await playPrompt(verb, stage)
      } else stage.network.warn(stage.callSid, 13_223, `<${verb.verb}> is not played to somebody who waits`)
      if (at !== undefined) break
    }
  }
  return heard
}

async function waitVerbs(target: Target, room: Room, stage: Stage) {
  const params = { ConferenceSid: room.sid, FriendlyName: room.name }
  try {
    return await obtain({ kind: 'fetch', target, params }, stage.params(), stage.network, stage.signal)
  } catch (error) {
    stage.signal.throwIfAborted()
    if (!(error instanceof TwimlFault || error instanceof WebhookFault)) throw error
    stage.network.warn(stage.callSid, error.code, error.message)
    return []
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted()
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
