import { setTimeout as pause } from 'node:timers/promises'
import type { CallRecord, Records } from '@frontdesk/records'
import type { World } from '@frontdesk/simulators/world'

export interface Placed {
  readonly callSid: string
  readonly scenario: string
  /** How it ended at the carrier. */
  readonly how: string
}

export interface Evidence {
  readonly placed: readonly Placed[]
  readonly world: World
  readonly records: Records
  /** How often each call's end was delivered. */
  readonly ends: ReadonlyMap<string, number>
  readonly calendarId: string
  readonly say: (line: string) => void
}

/** A recording that the carrier cannot give any more is waited for this long by post-call, and a little more by us. */
const SETTLED_WITHIN_MS = 120_000

/** Waits until every admitted call is processed, tells the counts, and fails the process where one is not what it must be. */
export async function audit(evidence: Evidence): Promise<void> {
  const { placed, world, records, ends, calendarId, say } = evidence
  const kept = await settledRecords(records, answeredIn(world).length)
  const done = kept.filter((record) => record.state === 'done')
  const bySid = Map.groupBy(kept, (record) => record.callSid)
  const admitted = new Set(kept.map((record) => record.callSid))
  const events = world.calendar.events(calendarId).filter((event) => event.status !== 'cancelled')
  const ofCalls = Map.groupBy(events, (event) => event.extendedProperties?.private?.frontdeskCall ?? 'nobody')
  const bookings = kept.filter((record) => (ofCalls.get(record.callId) ?? []).length > 0)
  const doubles = {
    records: [...bySid.values()].filter((its) => its.length > 1).length,
    ends: [...ends.values()].filter((times) => times > 1).length,
    events: [...ofCalls.values()].filter((its) => its.length > 1).length,
    messages: doubled(world.carrier.messages.map((message) => `${message.to} ${message.body}`)),
    contacts: doubled(world.crm.contacts.map((contact) => String(contact.properties.phone))),
  }
  const missing = {
    records: answeredIn(world).filter((sid) => !admitted.has(sid)).length,
    ends: kept.filter((record) => !ends.has(record.callId)).length,
    unfinished: kept.length - done.length,
  }
  say(`\ncalls placed            ${placed.length} (${placed.length - admitted.size} rang while nobody was there)`)
  say(`records, done           ${kept.length}, ${done.length}`)
  say(`ended                   ${tally(kept.map((record) => record.endReason))}`)
  say(`outcomes                ${tally(kept.map((record) => record.outcome))}`)
  say(`went on after a kill    ${kept.filter((record) => record.interruptions.length > 0).length}`)
  say(`bookings, SMS, contacts ${bookings.length}, ${world.carrier.messages.length}, ${world.crm.contacts.length}`)
  say(`twice                   ${JSON.stringify(doubles)}`)
  say(`missing                 ${JSON.stringify(missing)}`)
  const faults = [...Object.values(doubles), ...Object.values(missing)].reduce((sum, n) => sum + n, 0)
  say(faults === 0 ? 'every call has one end and one record, and nothing happened twice' : `${faults} faults`)
  process.exitCode = faults === 0 ? 0 : 1
}

/** Every admitted call with its record done, or what there is when that takes too long. */
async function settledRecords(records: Records, admitted: number): Promise<readonly CallRecord[]> {
  const deadline = Date.now() + SETTLED_WITHIN_MS
  for (;;) {
    const { records: kept } = await records.calls.records({ limit: admitted + 10 })
    const done = kept.filter((record) => record.state === 'done').length
    if (done >= admitted || Date.now() > deadline) return kept
    await pause(500)
  }
}

/** Calls whose first webhook we answered: from then on they are ours, whatever dies. */
const answeredIn = (world: World) =>
  world.carrier.webhooks
    .filter((webhook) => webhook.url.endsWith('/voice/incoming') && webhook.fate === 200)
    .map((webhook) => String(webhook.params.CallSid))

const doubled = (values: readonly string[]) => values.length - new Set(values).size

function tally(values: readonly string[]): string {
  const counts = [...Map.groupBy(values, (value) => value)].map(([value, its]) => `${its.length} ${value}`)
  return counts.sort().join(', ')
}
