import { setTimeout as pause } from 'node:timers/promises'
import type { DialedCall, EndHow, Next, Stage } from '../stage.ts'
import { ringbackFrame } from '../tones.ts'
import type { Dial, NumberNoun } from '../twiml/verbs.ts'
import type { WebhookParams } from '../webhooks.ts'
import { attend } from './attend.ts'

type DialStatus = 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled'

interface Outcome {
  readonly status: DialStatus
  readonly sid?: string
  readonly durationMs: number
  readonly bridged: boolean
}

/**
 * Rings the numbers, all at once or one after the other, and connects the first person who picks up and stays through
 * the whisper; the caller hears it ring meanwhile. Or enters a conference. With an action its document follows, without one the next verb.
 */
export async function dial(verb: Dial, stage: Stage): Promise<Next | undefined> {
  if (verb.conference !== undefined) return attend(verb, verb.conference, stage)
  const outcome = await dialled(verb, stage)
  if (!verb.action) return undefined
  return { kind: 'fetch', target: stage.resolve(verb.action), params: paramsOf(outcome) }
}

/** Twilio asks the action also of a caller who has hung up. @throws the signal's reason */
async function dialled(verb: Dial, stage: Stage): Promise<Outcome> {
  const so: Progress = { bridgedAtMs: undefined }
  try {
    return verb.sequential ? await inTurn(verb, stage, so) : await ringAndConnect(verb, verb.numbers, stage, so)
  } catch (error) {
    if (stage.signal.aborted && verb.action) stage.tellOfEnd(stage.resolve(verb.action), paramsOf(brokenOff(so)))
    throw error
  }
}

interface Progress {
  bridgedAtMs: number | undefined
}

const brokenOff = ({ bridgedAtMs }: Progress): Outcome =>
  bridgedAtMs === undefined
    ? { status: 'canceled', durationMs: 0, bridged: false }
    : { status: 'completed', durationMs: performance.now() - bridgedAtMs, bridged: true }

function paramsOf(outcome: Outcome): WebhookParams {
  return {
    DialCallStatus: outcome.status,
    DialCallDuration: String(Math.round(outcome.durationMs / 1_000)),
    DialBridged: String(outcome.bridged),
    ...(outcome.sid === undefined ? {} : { DialCallSid: outcome.sid }),
  }
}

async function inTurn(verb: Dial, stage: Stage, so: Progress): Promise<Outcome> {
  let outcome: Outcome = { status: 'failed', durationMs: 0, bridged: false }
  for (const number of verb.numbers) {
    outcome = await ringAndConnect(verb, [number], stage, so)
    if (outcome.bridged) return outcome
  }
  return outcome
}

async function ringAndConnect(
  verb: Dial,
  numbers: readonly NumberNoun[],
  stage: Stage,
  so: Progress,
): Promise<Outcome> {
  const calls = numbers.map((number) => order(verb, number, stage))
  try {
    const call = await fetched(calls, stage)
    if ('status' in call) return call
    so.bridgedAtMs = performance.now()
    return await connected(call, verb.timeLimitMs, stage)
  } finally {
    for (const call of calls) call.hangUp('canceled')
  }
}

function order(verb: Dial, { number, whisper, statusCallback, statusCallbackEvents }: NumberNoun, stage: Stage) {
  return stage.network.dial({
    parentCallSid: stage.callSid,
    from: verb.callerId,
    to: number,
    timeoutMs: verb.timeoutMs,
    whisper: whisper && stage.resolve(whisper),
    callback: statusCallback ? { ...stage.resolve(statusCallback), events: [...statusCallbackEvents] } : null,
  })
}

/** The call that was picked up first, once its whisper is done; or what came of the dialing when there is none. */
async function fetched(calls: readonly DialedCall[], stage: Stage): Promise<DialedCall | Outcome> {
  let ringingFrames = 0
  using _ringing = stage.leg.hears(() => ringbackFrame(ringingFrames++))
  const first = Promise.any(
    calls.map(async (call) => {
      if (await call.reached) return call
      throw new Error('not reached')
    }),
  ).catch(() => undefined)
  const call = await orAborted(first, stage.signal)
  if (!call) {
    const ends = await Promise.all(calls.map((one) => one.ended))
    const [last] = ends.slice(-1)
    return { status: statusOf(last?.how), durationMs: 0, bridged: false, ...(last && { sid: last.sid }) }
  }
  for (const other of calls) if (other !== call) other.hangUp('canceled')
  if (await orAborted(call.accepted, stage.signal)) return call
  const { durationMs } = await call.ended
  return { status: stage.network.settings.declinedWhisper, sid: call.sid, durationMs, bridged: false }
}

async function connected(call: DialedCall, timeLimitMs: number, stage: Stage): Promise<Outcome> {
  using _callerHears = stage.leg.hears(() => call.leg.said)
  using _personHears = call.leg.hears(() => stage.leg.said)
  const limit = new AbortController()
  const tooLong = pause(timeLimitMs, undefined, { signal: limit.signal }).catch(() => {})
  await orAborted(Promise.race([call.ended, tooLong]), stage.signal).finally(() => limit.abort())
  call.hangUp('hung-up')
  const { durationMs } = await call.ended
  return { status: 'completed', sid: call.sid, durationMs, bridged: true }
}

function statusOf(how: EndHow | undefined): DialStatus {
  if (how === 'busy' || how === 'no-answer' || how === 'canceled') return how
  return 'failed'
}

/** @throws the signal's reason when that comes first */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', abort))
}
