/** What may be set about every conversation. Milliseconds. */
export interface SessionSettings {
  /** How far ahead of the caller's ear audio is sent: what `clear`, a transfer or our death can strand. */
  readonly leadMs: number
  /** The most that one piece of playback holds: what was heard is known to this grain. */
  readonly pieceMs: number
  /** The most audio that waits to be sent; what a model says beyond it is dropped and counted. */
  readonly queuedMs: number
  /** The caller's audio that is kept while no model listens; the oldest goes first. */
  readonly callerAudioKeptMs: number
  /** A response that shows no sign of life for this long is lost. */
  readonly replyWithinMs: number
  /** How much longer than it lasts a goodbye is waited for. */
  readonly goodbyeWithinMs: number
  /** An announcement of a hand-over that was not heard to its end by then is not waited for. */
  readonly announcementWithinMs: number
  /** A lost model is tried again this often, after these pauses, for so long in all. */
  readonly reconnectPausesMs: readonly number[]
  readonly reconnectWithinMs: number
  /** A prepared call that no caller's media comes for is let go after this. */
  readonly preparedForMs: number
  /** The journal's last entries are waited for this long at the end of a conversation. */
  readonly journalWithinMs: number
}

export const defaultSettings: SessionSettings = {
  leadMs: 400,
  pieceMs: 100,
  queuedMs: 180_000,
  callerAudioKeptMs: 10_000,
  replyWithinMs: 8_000,
  goodbyeWithinMs: 8_000,
  announcementWithinMs: 15_000,
  reconnectPausesMs: [0, 500, 1_500],
  reconnectWithinMs: 8_000,
  preparedForMs: 60_000,
  journalWithinMs: 3_000,
}
