/** What may be set about how calls are held. Milliseconds. */
export interface GatewaySettings {
  readonly heartbeatMs: number
  /** A call whose heartbeat is older has lost its gateway. Several heartbeats, so that one slow write orphans nobody. */
  readonly orphanAfterMs: number
  readonly watchEveryMs: number
  /** A stream that was offered has begun by then; the notice is spoken before it. */
  readonly streamWithinMs: number
  /** After a stream's end the carrier asks what comes next, or says that the call is over; past this we ask it. */
  readonly askCarrierAfterMs: number
  /** How long the answer to "how did the hand-off go" may come behind the word that the call is over. */
  readonly handOffWordMs: number
  /** A caller is put on hold for people this often in a call; then a callback is promised. */
  readonly mostHandOffs: number
  /** A person who was told who is calling has this long to press a key. Seconds, as the carrier counts. */
  readonly keyWithinSeconds: number
  /** The person has hung up; the carrier brings the caller back by itself within this. */
  readonly partedWordMs: number
  /** Whoever sets out to ring a person has noted by then that the carrier rings them; past this the carrier is asked. */
  readonly ringKnownWithinMs: number
  /** And how long the word of a message that was left. */
  readonly voicemailWordMs: number
  /** Calls that this instance talks with at once; past it the caller gets the line's fallback. */
  readonly mostCalls: number
  /** The carrier asks what follows a stream, and was answered so recently: it asks the same again, and nothing new has happened. */
  readonly toldAgainWithinMs: number
  /** A stream that broke is opened anew this often in a call. */
  readonly maxRebuilds: number
  /**
   * While draining, carriers are given this long to ask where their calls go on; what runs besides gets as long again. Both
   * fit into the ten seconds between SIGTERM and SIGKILL.
   */
  readonly drainMs: number
}

export const defaultGatewaySettings: GatewaySettings = {
  heartbeatMs: 2_000,
  orphanAfterMs: 6_000,
  watchEveryMs: 2_000,
  streamWithinMs: 65_000,
  askCarrierAfterMs: 5_000,
  handOffWordMs: 5_000,
  mostHandOffs: 2,
  keyWithinSeconds: 5,
  partedWordMs: 2_000,
  ringKnownWithinMs: 5_000,
  voicemailWordMs: 15_000,
  mostCalls: 200,
  toldAgainWithinMs: 2_000,
  maxRebuilds: 5,
  drainMs: 4_000,
}
