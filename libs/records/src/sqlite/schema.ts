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
  `
  ALTER TABLE records_intent ADD COLUMN wish TEXT NOT NULL DEFAULT '';
  ALTER TABLE records_intent ADD COLUMN state TEXT NOT NULL DEFAULT 'started'
    CHECK (state IN ('started', 'unknown', 'succeeded', 'failed'));
  -- Settled as unknown, as earlier code could: it is not settled, and is looked up when somebody asks again.
  UPDATE records_intent SET outcome = NULL WHERE outcome ->> 'status' = 'unknown';
  UPDATE records_intent SET wish = key, state = CASE
    WHEN outcome IS NOT NULL THEN outcome ->> 'status'
    WHEN EXISTS (SELECT 1 FROM records_step WHERE key = records_intent.key AND effect IS NULL) THEN 'unknown'
    ELSE 'started' END;
  CREATE INDEX records_intent_of_wish ON records_intent (wish);
  CREATE INDEX records_intent_oldest ON records_intent (started_ms);
  `,
  `
  ALTER TABLE records_callback ADD COLUMN ring TEXT NOT NULL DEFAULT 'null';
  ALTER TABLE records_callback ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE records_callback ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE records_callback ADD COLUMN history TEXT NOT NULL DEFAULT '[]';
  CREATE INDEX records_callback_of_call ON records_callback (call_id);
  `,
  `
  CREATE TABLE records_slot_claim (
    holder TEXT NOT NULL, calendar_id TEXT NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL,
    needs_from_ms INTEGER NOT NULL, needs_to_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, fence INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX records_slot_claim_of_calendar ON records_slot_claim (calendar_id, needs_from_ms);
  CREATE INDEX records_slot_claim_of_holder ON records_slot_claim (holder);
  CREATE INDEX records_slot_claim_lapsed ON records_slot_claim (until_ms);
  CREATE TABLE records_slot_fence (number INTEGER PRIMARY KEY CHECK (number = 1), fence INTEGER NOT NULL) STRICT;
  `,
  `
  CREATE TABLE records_text_refusal (
    sender TEXT NOT NULL, number TEXT NOT NULL, why TEXT NOT NULL, until_ms INTEGER NOT NULL, PRIMARY KEY (sender, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX records_text_refusal_over ON records_text_refusal (until_ms);
  `,
  // Entries lie as they were written and not call by call: a commit of many calls' entries writes half of the pages.
  `
  ALTER TABLE records_journal RENAME TO records_journal_by_call;
  CREATE TABLE records_journal (
    call_id TEXT NOT NULL, seq INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (call_id, seq)
  ) STRICT;
  INSERT INTO records_journal SELECT call_id, seq, entry FROM records_journal_by_call;
  DROP TABLE records_journal_by_call;
  `,
]
