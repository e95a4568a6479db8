import { policyFor } from '@frontdesk/disclosure'
import { consentRefusedEnd } from '@frontdesk/disclosure/texts'
import type { Line } from '@frontdesk/line'
import { openingLanguage } from '@frontdesk/line/prompt'
import type { JournalEntry, LiveCall } from '@frontdesk/records'
import type { z } from 'zod'
import { hangUpTwiml, nothingTwiml, sayAndHangUpTwiml, waitTwiml } from '../carrier/twilio/twiml.ts'
import { type consentAnswered, isOver } from '../carrier/twilio/webhooks.ts'
import { askForConsent, mostAsks, noticePlayed } from '../connect.ts'
import { type Answer, readAnswer } from '../consent/answer.ts'
import { consentIn, openingTexts } from '../consent/policy.ts'
import { type Desk, momentOf } from '../desk.ts'
import { endCall } from '../ending.ts'
import { holdCall } from '../hold.ts'
import { goOn } from './go-on.ts'
import { calledAt } from './known-call.ts'
import { carrierSaysOver } from './status.ts'
import { oneMoment, outOfOrder } from './texts.ts'

export interface ConsentAddress {
  readonly callId: string
  /** Which question is answered, from 1. */
  readonly ask: number
}

/** Time for a restart, without the caller hearing more than three seconds of silence (I7). */
const waitSeconds = 3

/**
 * The caller has answered whether the call may be recorded, or has not. What was answered is kept before anything follows from
 * it, and the first answer holds: a webhook that is told again, on any instance, gets the same. Answers TwiML.
 */
export async function onConsent(
  desk: Desk,
  { callId, ask }: ConsentAddress,
  webhook: z.infer<typeof consentAnswered>,
): Promise<string> {
  const known = await calledAt(desk, callId, webhook.CallSid)
  if (known === undefined) return sayAndHangUpTwiml(...outOfOrder)
  const { call, line } = known
  if (call.end !== undefined) return hangUpTwiml()
  if (isOver(webhook.CallStatus)) {
    carrierSaysOver(desk, call, webhook.CallStatus === 'failed')
    return nothingTwiml()
  }
  const before = await desk.records.journal.read(callId)
  if (consentIn(before) !== undefined) return answered(desk, call, line, before)
  const answer = readAnswer({ digits: webhook.Digits, speech: webhook.SpeechResult })
  if (answer.answer === 'unclear' && ask < mostAsks) return askAgain(desk, call, line, ask + 1)
  await keep(desk, call, line, answer)
  return answered(desk, call, line, await desk.records.journal.read(callId))
}

/** This gateway has the call from here on, whoever asked before: nobody is to think that it is lost. */
async function askAgain(desk: Desk, call: LiveCall, line: Line, ask: number): Promise<string> {
  await desk.records.calls.take(call.callId, desk.gatewayId, momentOf(desk))
  return askForConsent(desk, holdCall(desk, call, line), ask)
}

/** Who does not say yes has said no. */
async function keep(desk: Desk, call: LiveCall, line: Line, { answer, by }: Answer): Promise<void> {
  const { callId, caller, startedAt } = call
  const held = holdCall(desk, call, line)
  const policy = policyFor(line, caller)
  const { openingLanguage: language } = held
  const { question, version } = openingTexts(line, policy, language)
  const at = momentOf(desk)
  const { jurisdictions, version: table } = policy
  const consent: JournalEntry = {
    ...{
      kind: 'consent',
      at,
      answer: answer === 'yes' ? 'yes' : 'no',
      by,
      text: question?.first ?? '',
      version,
      language,
    },
    ...{ jurisdictions: [...jurisdictions], table },
    offsetMs: Math.max(0, Date.parse(at) - Date.parse(startedAt)),
  }
  await desk.records.journal.append(callId, [noticePlayed(desk, held), consent])
  desk.count(answer === 'yes' ? 'consent-given' : 'consent-refused')
  desk.log.info('the caller was asked whether the call may be recorded', { callId, answer: consent.answer, by })
}

async function answered(desk: Desk, call: LiveCall, line: Line, journal: readonly JournalEntry[]): Promise<string> {
  const language = openingLanguage(line, call.caller)
  if (consentIn(journal)?.answer === 'no' && line.disclosure.onNo === 'end') {
    await endCall(desk, call.callId, 'refused')
    return sayAndHangUpTwiml({ language, text: consentRefusedEnd[language] })
  }
  if (desk.draining.aborted) {
    // The answer is kept: somebody else takes the call on with it.
    desk.live.drop(call.callId)
    return waitTwiml(oneMoment(language), waitSeconds, desk.urls.afterStream)
  }
  return goOn(desk, call, line, journal)
}
