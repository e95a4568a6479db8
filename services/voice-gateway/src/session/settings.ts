/** What may be set about every conversation. Milliseconds. */
export interface SessionSettings {
  /** How far ahead of the caller's ear audio is sent: what `clear`, a transfer or our death can strand. */
  readonly leadMs: number
  /**
   * The most that one piece of playback holds: a mark tells its end. Multiples of 60 ms are whole frames of 20 ms and whole groups of
   * base64 at once, so that a mark comes when the ear is exactly there.
   */
  readonly pieceMs: number
  /** The most audio that waits to be sent; what a model says beyond it is dropped and counted. */
  readonly queuedMs: number
  /** The caller's audio that is kept while no model listens; the oldest goes first. */
  readonly callerAudioKeptMs: number
  /** A response that shows no sign of life for this long is lost. */
  readonly replyWithinMs: number
  /** The caller waits in silence for the model, for a tool: after so long they hear that it takes a moment; then every so often. */
  readonly fillerAfterMs: number
  readonly toolFillerAfterMs: number
  readonly fillerAgainMs: number
  /** And when the model was lost, after it has been away for so long. */
  readonly reconnectFillerAfterMs: number
  /** A model session is replaced at a quiet moment once it is so old: the vendor ends it at 60 minutes. */
  readonly rotateAfterMs: number
  /** Its successor could not be had: tried again after this. */
  readonly rotateAgainMs: number
  /** Keys that are pressed within so long of each other belong together. */
  readonly digitsWithinMs: number
  /** How much longer than it lasts a goodbye is waited for. */
  readonly goodbyeWithinMs: number
  /** An announcement of a hand-over that was not heard to its end by then is not waited for. */
  readonly announcementWithinMs: number
  /** A lost model is tried again this often, after these pauses, for so long in all. */
  readonly reconnectPausesMs: readonly number[]
  readonly reconnectWithinMs: number
  /** A prepared call that no caller's media comes for is let go after this. */
  readonly preparedForMs: number
  /** How far the agent's sentence came is kept each time that so much more of it was heard. */
  readonly speakingKeptEveryMs: number
  /** The journal's last entries are waited for this long at the end of a conversation. */
  readonly journalWithinMs: number
}

export const defaultSettings: SessionSettings = {
  leadMs: 400,
  pieceMs: 120,
  queuedMs: 180_000,
  callerAudioKeptMs: 10_000,
  replyWithinMs: 8_000,
  // Said early enough to be heard before three seconds of silence are over (I7).
  fillerAfterMs: 2_800,
  toolFillerAfterMs: 2_500,
  fillerAgainMs: 6_000,
  reconnectFillerAfterMs: 1_000,
  rotateAfterMs: 55 * 60_000,
  rotateAgainMs: 30_000,
  digitsWithinMs: 1_500,
  goodbyeWithinMs: 8_000,
  announcementWithinMs: 15_000,
  reconnectPausesMs: [0, 500, 1_500],
  reconnectWithinMs: 8_000,
  preparedForMs: 60_000,
  speakingKeptEveryMs: 1_000,
  journalWithinMs: 3_000,
}
