/**
 * What emulators other than ours are known to get wrong, by the name of the contract's test that cannot pass there. It is
 * empty: what we need of the service beyond publish, order, filter, pull and acknowledge we do not leave to it (tries are counted and
 * dead letters buried by the adapter), so that an emulator without back-off or dead letters still passes. What they lack all the
 * same, and where it shows, is the table below; a test that fails against one of them is named here with its reason, never left out.
 */
export const knownWrong: Readonly<Record<string, string>> = {}

export interface Shortcoming {
  readonly whose: string
  readonly what: string
  readonly shows: string
}

/** From the vendors' documentation and issue trackers; ours from its source. Also in docs/decisions/0028. */
export const shortcomings: readonly Shortcoming[] = [
  {
    whose: "Google's emulator, some versions",
    what: 'no delivery attempt in a message although the subscription has a dead letter policy (nodejs-pubsub 1029, gcloud-pubsub-emulator 12)',
    shows: 'a push is always its first try: one that always fails is retried for ever',
  },
  {
    whose: "Google's emulator",
    what: 'retry policies are taken and not kept (nodejs-pubsub 1029)',
    shows: 'a push that failed comes again at once',
  },
  {
    whose: "Google's emulator",
    what: 'no exactly-once delivery (nodejs-pubsub 1646)',
    shows: 'nowhere: we do not use it',
  },
  {
    whose: "Google's emulator, older versions",
    what: 'no filters: a subscription with one gets everything, or cannot be made',
    shows:
      'a gateway is brought the answers of others: the contract says so, in "a filter lets through only events that carry its attributes"',
  },
  {
    whose: "the Go client's pstest and what is built upon it",
    what: 'no dead letters, no retry policy, no attempts (google-cloud-go 5319, 5323)',
    shows: 'as the first two',
  },
  {
    whose: 'ours',
    what: 'a topic or subscription lives in memory: no retention limit, no expiry of unused subscriptions, no snapshots, seek, schemas, updates, exactly-once, unwrapped push, IAM',
    shows: 'answers UNIMPLEMENTED, or (expiry, retention) keeps for ever',
  },
  {
    whose: 'ours',
    what: 'what comes again behind a redelivered message of its key does not count as an attempt of its own; of the service this is not documented',
    shows: 'nowhere: a count that is too high only makes the first try a later one, and leaves one at least',
  },
  {
    whose: 'every emulator',
    what: 'latency, quotas, and delivery from several servers at once',
    shows: 'measurements on an emulator say nothing of the service',
  },
]
