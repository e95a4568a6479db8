import type { DatabaseSync } from 'node:sqlite'

/** Every statement of the bus, prepared once. What the tables mean stands in bus-schema.ts. */
export const statements = (db: DatabaseSync) => ({
  putSubscription: db.prepare(`
    INSERT INTO bus_subscription (name, topic, filter, expires_after_ms, seen_ms) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET seen_ms = excluded.seen_ms, expires_after_ms = excluded.expires_after_ms
    WHERE topic = excluded.topic AND filter = excluded.filter`),
  subscription: db.prepare('SELECT topic, filter FROM bus_subscription WHERE name = ?'),
  subscriptionsOf: db.prepare('SELECT name, filter FROM bus_subscription WHERE topic = ?'),

  putPublished: db.prepare('INSERT OR IGNORE INTO bus_published (topic, event_id, published_ms) VALUES (?, ?, ?)'),
  append: db.prepare(`
    INSERT INTO bus_delivery (subscription, call, event_id, wire, turn, due_ms, published_ms)
    VALUES (:subscription, :call, :eventId, :wire,
      CASE WHEN EXISTS (
        SELECT 1 FROM bus_delivery WHERE subscription = :subscription AND call = :call AND turn <> 'dead'
      ) THEN 'waiting' ELSE 'next' END,
      :nowMs, :nowMs)`),

  due: db.prepare("SELECT 1 FROM bus_delivery WHERE subscription = ? AND turn = 'next' AND due_ms <= ? LIMIT 1"),
  claim: db.prepare(`
    UPDATE bus_delivery SET owner = ?, due_ms = ?, attempts = attempts + 1
    WHERE seq IN (
      SELECT seq FROM bus_delivery
      WHERE subscription = ? AND turn = 'next' AND due_ms <= ? AND seq NOT IN (SELECT value FROM json_each(?))
      ORDER BY due_ms, seq LIMIT ?)
    RETURNING seq, event_id, wire, attempts`),
  renew: db.prepare('UPDATE bus_delivery SET due_ms = ? WHERE seq = ? AND owner = ? AND attempts = ?'),

  held: db.prepare('SELECT subscription, call FROM bus_delivery WHERE seq = ? AND owner = ? AND attempts = ?'),
  release: db.prepare('UPDATE bus_delivery SET owner = NULL, due_ms = ?, attempts = attempts - ? WHERE seq = ?'),
  remove: db.prepare('DELETE FROM bus_delivery WHERE seq = ?'),
  bury: db.prepare("UPDATE bus_delivery SET turn = 'dead', owner = NULL, died_ms = ?, reason = ? WHERE seq = ?"),
  promote: db.prepare(`
    UPDATE bus_delivery SET turn = 'next', due_ms = ?
    WHERE seq = (
      SELECT seq FROM bus_delivery WHERE subscription = ? AND call = ? AND turn <> 'dead' ORDER BY seq LIMIT 1)`),

  dead: db.prepare(`
    SELECT subscription, event_id, wire, attempts, reason, died_ms FROM bus_delivery
    WHERE turn = 'dead' AND (? IS NULL OR subscription = ?) ORDER BY seq LIMIT ?`),
  takeDead: db.prepare(`
    DELETE FROM bus_delivery
    WHERE turn = 'dead' AND subscription = ? AND (? IS NULL OR event_id IN (SELECT value FROM json_each(?)))
    RETURNING seq, call, event_id, wire`),

  purgeIds: db.prepare(`
    DELETE FROM bus_published WHERE (topic, event_id) IN (
      SELECT topic, event_id FROM bus_published WHERE published_ms < ? LIMIT ?)`),
  purgeSubscriptions: db.prepare('DELETE FROM bus_subscription WHERE seen_ms + expires_after_ms < ? RETURNING name'),
  purgeDeliveries: db.prepare(`
    DELETE FROM bus_delivery WHERE seq IN (
      SELECT seq FROM bus_delivery WHERE published_ms < ? ORDER BY seq LIMIT ?)
    RETURNING subscription, call, turn`),
})
