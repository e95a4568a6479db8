import type { Line } from '@frontdesk/line'
import { openingLanguage } from '@frontdesk/line/prompt'
import type { LiveCall } from '@frontdesk/records'
import type { z } from 'zod'
import { callIdOf } from '../call-id.ts'
import { hangUpTwiml, nothingTwiml, sayAndHangUpTwiml, waitTwiml } from '../carrier/twilio/twiml.ts'
import { type afterStream, isOver } from '../carrier/twilio/webhooks.ts'
import { connect } from '../connect.ts'
import { type Desk, lineById, momentOf } from '../desk.ts'
import { endCall } from '../ending.ts'
import { gapIn } from '../gap.ts'
import type { HeldCall } from '../held-call.ts'
import { heldBefore, letOutdatedGo } from '../hold.ts'
import { standingOf } from '../standing.ts'
import { fallBack } from './fall-back.ts'
import { goOn } from './go-on.ts'
import { handOver, handOverInEmergency } from './hand-off.ts'
import { carrierSaysOver } from './status.ts'
import { oneMoment, outOfOrder } from './texts.ts'

/** Time for a restart, without the caller hearing more than three seconds of silence (I7). */
const waitSeconds = 3

/** A media stream has ended and the carrier asks what comes next: what was decided, or the same conversation on a new stream. */
export async function onAfterStream(desk: Desk, webhook: z.infer<typeof afterStream>): Promise<string> {
  const callId = callIdOf(webhook.CallSid)
  const call = await desk.records.calls.find(callId)
  const line = call === undefined ? undefined : lineById(desk, call.lineId)
  if (call === undefined) {
    desk.count('unknown-call')
    return sayAndHangUpTwiml(...outOfOrder)
  }
  if (call.end !== undefined) return hangUpTwiml()
  if (isOver(webhook.CallStatus)) {
    carrierSaysOver(desk, call, webhook.CallStatus === 'failed')
    return nothingTwiml()
  }
  if (line === undefined) {
    await endCall(desk, callId, 'gateway-lost')
    return sayAndHangUpTwiml(...outOfOrder)
  }
  return next(desk, call, line)
}

async function next(desk: Desk, call: LiveCall, line: Line): Promise<string> {
  const { callId } = call
  letOutdatedGo(desk, call)
  const held = desk.live.get(callId)
  const language = held?.language ?? openingLanguage(line, call.caller)
  const journal = await desk.records.journal.read(callId)
  const standing = standingOf(journal)
  switch (held?.decided?.end ?? standing.decided) {
    case 'hang-up':
      await endCall(desk, callId, 'agent-ended')
      return hangUpTwiml()
    case 'hand-over':
      desk.live.drop(callId)
      return handOver(desk, call, line, { language, back: 'agent' })
    case 'emergency': {
      desk.live.drop(callId)
      const rule = held?.decided?.end === 'emergency' ? held.decided.rule : (standing.emergency ?? 0)
      return handOverInEmergency(desk, call, line, { language, rule })
    }
    case 'give-up':
      return fallBack(desk, call, line, { language, cause: 'cannot-go-on' })
    case 'limit':
      return fallBack(desk, call, line, { language, cause: 'limit' })
    case undefined:
      break
  }
  if (desk.draining.aborted) {
    // Somebody else takes the call on: another instance, or this one after its restart.
    desk.live.drop(callId)
    return waitTwiml(oneMoment(language), waitSeconds, desk.urls.afterStream)
  }
  if (held !== undefined && isToldAgain(desk, held)) return connect(desk, held, journal)
  if (standing.rebuilds >= desk.settings.maxRebuilds) {
    return fallBack(desk, call, line, { language, cause: 'cannot-go-on' })
  }
  desk.count('stream-rebuilt')
  const gap = gapIn(journal, { lastSignAt: call.heartbeatAt, now: momentOf(desk) })
  await desk.records.journal.append(callId, gap).catch((error: unknown) => {
    // The caller waits: a call goes on whose record does not tell of its gap.
    desk.log.error('the gap in a call could not be journalled', { callId, error })
  })
  const [cause] = gap.flatMap((entry) => (entry.kind === 'session-lost' ? [entry.cause] : []))
  desk.log.info('a call goes on over a new media stream', { callId, cause, ...heldBefore(desk, call) })
  const twiml = await goOn(desk, call, line, [...journal, ...gap])
  const taken = desk.live.get(callId)
  if (taken !== undefined) taken.offeredAtMs = desk.clock.monotonicMs()
  return twiml
}

/** The carrier was answered a moment ago, and its stream has not begun: the same question, not a further stream that broke. */
const isToldAgain = (desk: Desk, held: HeldCall): boolean =>
  held.awaitsStream &&
  held.offeredAtMs !== undefined &&
  desk.clock.monotonicMs() - held.offeredAtMs < desk.settings.toldAgainWithinMs
