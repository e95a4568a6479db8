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
  /** A stream that broke is opened anew this often in a call. */
  readonly maxRebuilds: number
  /**
   * While draining, carriers are given this long to ask where their calls go on; what runs besides gets as long again. Both
   * fit into the ten seconds between SIGTERM and SIGKILL.
   */
  readonly drainMs: number
}

export const defaultGatewaySettings: GatewaySettings = {
  heartbeatMs: 5_000,
  orphanAfterMs: 20_000,
  watchEveryMs: 15_000,
  streamWithinMs: 65_000,
  askCarrierAfterMs: 5_000,
  handOffWordMs: 5_000,
  maxRebuilds: 5,
  drainMs: 4_000,
}
