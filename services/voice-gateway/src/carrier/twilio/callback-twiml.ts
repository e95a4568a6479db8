import { element, escapeXml, response } from './twiml.ts'

export interface RingCallerDocument {
  readonly number: string
  /** Who is seen to ring. */
  readonly callerId: string
  readonly timeoutSeconds: number
  readonly longestSeconds: number
  readonly actionUrl: string
  /** Told how it went with the caller also when the person hangs up first. */
  readonly statusUrl: string
}

/** Rings a caller for a member of staff who is on the line. https://www.twilio.com/docs/voice/twiml/number */
export const ringCallerTwiml = (ring: RingCallerDocument): string =>
  response(
    element(
      'Dial',
      {
        ...{ action: ring.actionUrl, method: 'POST', callerId: ring.callerId, answerOnBridge: 'true' },
        ...{ timeout: String(ring.timeoutSeconds), timeLimit: String(ring.longestSeconds) },
      },
      element(
        'Number',
        { statusCallback: ring.statusUrl, statusCallbackMethod: 'POST', statusCallbackEvent: 'completed' },
        escapeXml(ring.number),
      ),
    ),
  )
