/** Moments are kept as milliseconds since 1970, so that they compare as times and not as text. Append; never edit what was released. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE records_call (
    call_id TEXT PRIMARY KEY, line_id TEXT NOT NULL, call_sid TEXT NOT NULL, caller TEXT, called TEXT NOT NULL,
    started_ms INTEGER NOT NULL, gateway TEXT NOT NULL, heartbeat_ms INTEGER NOT NULL, recording TEXT NOT NULL,
    end_reason TEXT, ended_ms INTEGER, end_published INTEGER NOT NULL DEFAULT 0,
    CHECK ((end_reason IS NULL) = (ended_ms IS NULL))
  ) STRICT;
  CREATE INDEX records_call_live ON records_call (heartbeat_ms) WHERE end_reason IS NULL;
  CREATE INDEX records_call_unpublished ON records_call (ended_ms) WHERE end_reason IS NOT NULL AND end_published = 0;

  CREATE TABLE records_call_record (
    call_id TEXT PRIMARY KEY, line_id TEXT NOT NULL, created_ms INTEGER NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX records_call_record_newest ON records_call_record (created_ms DESC, call_id DESC);
  CREATE INDEX records_call_record_of_line ON records_call_record (line_id, created_ms DESC, call_id DESC);
  CREATE INDEX records_call_record_unfinished ON records_call_record (created_ms) WHERE state = 'processing';

  CREATE TABLE records_journal (
    call_id TEXT NOT NULL, seq INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (call_id, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE records_intent (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, call_id TEXT NOT NULL, line_id TEXT NOT NULL, tool TEXT NOT NULL,
    started_ms INTEGER NOT NULL, fence INTEGER NOT NULL, lease_ends_ms INTEGER NOT NULL, outcome TEXT
  ) STRICT;
  CREATE INDEX records_intent_of_call ON records_intent (call_id);
  CREATE TABLE records_step (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL REFERENCES records_intent (key), step TEXT NOT NULL, effect TEXT,
    UNIQUE (key, step)
  ) STRICT;

  CREATE TABLE records_callback (
    callback_id TEXT PRIMARY KEY, call_id TEXT NOT NULL, line_id TEXT NOT NULL, caller TEXT, name TEXT, reason TEXT NOT NULL,
    due_ms INTEGER NOT NULL, created_ms INTEGER NOT NULL, state TEXT NOT NULL, owner TEXT
  ) STRICT;
  CREATE INDEX records_callback_due ON records_callback (due_ms) WHERE state IN ('open', 'claimed');
  `,
  `
  CREATE TABLE records_pass (
    call_id TEXT NOT NULL REFERENCES records_call (call_id), pass TEXT NOT NULL, PRIMARY KEY (call_id, pass)
  ) STRICT, WITHOUT ROWID;
  `,
]
