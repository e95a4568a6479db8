/**
 * `bus_delivery` holds one row for every subscription that has yet to handle an event. Its `turn`:
 * - `next`: the first of its call in its subscription. It may be claimed once `due_ms` has come. Who claims it moves `due_ms`
 *   ahead by the lease and again with every heartbeat, so a consumer that dies gives it back by doing nothing.
 * - `waiting`: behind another of its call; becomes `next` when that one goes. This keeps the order within a call.
 * - `dead`: used up its tries; waits for `redrive`.
 * `attempts` grows with each claim; with `owner` it is the fence that a late settlement does not pass.
 */
export const migrations = [
  `
  CREATE TABLE bus_subscription (
    name TEXT PRIMARY KEY,
    topic TEXT NOT NULL,
    filter TEXT NOT NULL,
    expires_after_ms INTEGER,
    seen_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX bus_subscription_topic ON bus_subscription (topic);

  CREATE TABLE bus_published (
    topic TEXT NOT NULL,
    event_id TEXT NOT NULL,
    published_ms INTEGER NOT NULL,
    PRIMARY KEY (topic, event_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX bus_published_age ON bus_published (published_ms);

  CREATE TABLE bus_delivery (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    subscription TEXT NOT NULL REFERENCES bus_subscription (name) ON DELETE CASCADE,
    call TEXT NOT NULL,
    event_id TEXT NOT NULL,
    wire TEXT NOT NULL,
    turn TEXT NOT NULL CHECK (turn IN ('next', 'waiting', 'dead')),
    due_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    published_ms INTEGER NOT NULL,
    died_ms INTEGER,
    reason TEXT
  ) STRICT;
  CREATE INDEX bus_delivery_due ON bus_delivery (subscription, due_ms, seq) WHERE turn = 'next';
  CREATE INDEX bus_delivery_call ON bus_delivery (subscription, call, seq) WHERE turn <> 'dead';
  CREATE INDEX bus_delivery_dead ON bus_delivery (seq) WHERE turn = 'dead';
  CREATE INDEX bus_delivery_age ON bus_delivery (published_ms);
  `,
]
