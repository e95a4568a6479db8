/** How quick and how patient the network is. All of it can be changed while calls run. */
export interface CarrierSettings {
  /** What Twilio allows a webhook, answer included. */
  webhookTimeoutMs: number
  /**
   * How often a webhook is tried again when the server could not be reached (refused, reset, no route). An answer that
   * is an error is never tried again. Twilio itself does this once for a connection that is not made.
   */
  webhookRetries: number
  webhookRetryMs: number
  /** From a recording's last sample to its callback, and to its media being there. */
  recordingDelayMs: number
  /** Recordings turn out to hold nothing. */
  recordingsAbsent: boolean
  /** What `<Dial action>` is told when the person hung up on the whisper. Twilio's pages do not settle it; `DialBridged` is false. */
  declinedWhisper: 'no-answer' | 'completed'
  /** Between queued, sending, sent and delivered. */
  messageStepMs: number
  /** A message is in lists only this long after it was made; it can be fetched by its name at once. */
  messageListLagMs: number
  /** The clock of the API's messages, in epoch ms: a world that is set to another day has one of its own. */
  messageClock: () => number
}

export const defaultSettings: CarrierSettings = {
  webhookTimeoutMs: 15_000,
  webhookRetries: 1,
  webhookRetryMs: 2_000,
  recordingDelayMs: 500,
  recordingsAbsent: false,
  declinedWhisper: 'no-answer',
  messageStepMs: 150,
  messageListLagMs: 0,
  messageClock: Date.now,
}
