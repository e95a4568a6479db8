import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { auth, calendar as googleCalendar } from '@googleapis/calendar'
import { calendarFailures, startCalendar } from './calendar.ts'

const CALENDARS = { 'team@practice.example': { timeZone: 'Europe/Berlin' } }
const calendarId = 'team@practice.example'

/** The vendor's client, without the retries that it does of its own accord. */
function connect(apiUrl: string, accessToken = 'ya29.test') {
  const credentials = new auth.OAuth2()
  credentials.setCredentials({ access_token: accessToken })
  return googleCalendar({ version: 'v3', auth: credentials, rootUrl: apiUrl, retry: false, timeout: 2_000 })
}

const slot = (id?: string) => ({
  ...(id ? { id } : {}),
  summary: 'Check-up',
  start: { dateTime: '2026-12-01T09:00:00Z' },
  end: { dateTime: '2026-12-01T09:30:00Z' },
  extendedProperties: { private: { intent: 'i-1' } },
})

const status = (code: number, reason: string) => (error: unknown) => {
  assert.ok(error instanceof Error && 'status' in error && 'response' in error)
  assert.equal(error.status, code)
  assert.match(JSON.stringify((error.response as { data: unknown }).data), new RegExp(`"reason":"${reason}"`))
  return true
}

test('an inserted event is kept, answered in the calendar’s zone, and counts as busy', async () => {
  await using google = await startCalendar({ calendars: CALENDARS })
  const client = connect(google.apiUrl)
  const { data } = await client.events.insert({ calendarId, sendUpdates: 'none', requestBody: slot('abc01') })
  assert.equal(data.id, 'abc01')
  assert.equal(data.start?.dateTime, '2026-12-01T10:00:00+01:00')
  assert.equal(data.status, 'confirmed')
  const freeBusy = await client.freebusy.query({
    requestBody: {
      timeMin: '2026-12-01T00:00:00+01:00',
      timeMax: '2026-12-02T00:00:00+01:00',
      timeZone: 'Europe/Berlin',
      items: [{ id: calendarId }, { id: 'nobody' }],
    },
  })
  assert.deepEqual(freeBusy.data.calendars?.[calendarId]?.busy, [
    { start: '2026-12-01T10:00:00+01:00', end: '2026-12-01T10:30:00+01:00' },
  ])
  assert.equal(freeBusy.data.calendars?.nobody?.errors?.[0]?.reason, 'notFound')
})

test('busy times merge; transparent and cancelled events are free; a whole day is the calendar’s day', async () => {
  await using google = await startCalendar({ calendars: CALENDARS })
  const client = connect(google.apiUrl)
  google.takeSlot(calendarId, '2026-12-01T10:00:00+01:00', '2026-12-01T11:00:00+01:00')
  google.takeSlot(calendarId, '2026-12-01T10:30:00+01:00', '2026-12-01T12:00:00+01:00')
  await client.events.insert({ calendarId, requestBody: { ...slot(), transparency: 'transparent' } })
  await client.events.insert({
    calendarId,
    requestBody: { start: { date: '2026-12-02' }, end: { date: '2026-12-03' } },
  })
  const { data } = await client.freebusy.query({
    requestBody: { timeMin: '2026-12-01T00:00:00Z', timeMax: '2026-12-04T00:00:00Z', items: [{ id: calendarId }] },
  })
  assert.deepEqual(data.calendars?.[calendarId]?.busy, [
    { start: '2026-12-01T09:00:00Z', end: '2026-12-01T11:00:00Z' },
    { start: '2026-12-01T23:00:00Z', end: '2026-12-02T23:00:00Z' },
  ])
})

test('an id is taken for good, and must be written in base32hex', async () => {
  await using google = await startCalendar({ calendars: CALENDARS })
  const client = connect(google.apiUrl)
  await client.events.insert({ calendarId, requestBody: slot('abc01') })
  await assert.rejects(client.events.insert({ calendarId, requestBody: slot('abc01') }), status(409, 'duplicate'))
  await client.events.delete({ calendarId, eventId: 'abc01' })
  await assert.rejects(client.events.insert({ calendarId, requestBody: slot('abc01') }), status(409, 'duplicate'))
  await assert.rejects(client.events.delete({ calendarId, eventId: 'abc01' }), status(410, 'deleted'))
  for (const id of ['abcd', 'ABC01', 'abc-01', 'xyz01']) {
    await assert.rejects(client.events.insert({ calendarId, requestBody: slot(id) }), status(400, 'invalid'))
  }
  assert.equal((await client.events.get({ calendarId, eventId: 'abc01' })).data.status, 'cancelled')
})

test('with the knob turned, a second event with the same id is made, and a search by property shows both', async () => {
  await using google = await startCalendar({ calendars: CALENDARS })
  const client = connect(google.apiUrl)
  google.setDetectsDuplicateIds(false)
  await client.events.insert({ calendarId, requestBody: slot('abc01') })
  await client.events.insert({ calendarId, requestBody: slot('abc01') })
  const { data } = await client.events.list({ calendarId, privateExtendedProperty: ['intent=i-1'] })
  assert.equal(data.items?.length, 2)
})

test('a list finds by time and by private property, in order, with the deleted ones on demand', async () => {
  await using google = await startCalendar({ calendars: CALENDARS })
  const client = connect(google.apiUrl)
  google.takeSlot(calendarId, '2026-12-01T15:00:00+01:00', '2026-12-01T16:00:00+01:00')
  await client.events.insert({ calendarId, requestBody: slot('abc01') })
  const day = { calendarId, timeMin: '2026-12-01T00:00:00+01:00', timeMax: '2026-12-02T00:00:00+01:00' }
  const all = await client.events.list({ ...day, singleEvents: true, orderBy: 'startTime' })
  assert.deepEqual(
    all.data.items?.map(({ summary }) => summary),
    ['Check-up', 'Somebody else'],
  )
  await client.events.delete({ calendarId, eventId: 'abc01' })
  const mine = { calendarId, privateExtendedProperty: ['intent=i-1'] }
  assert.equal((await client.events.list(mine)).data.items?.length, 0)
  assert.equal((await client.events.list({ ...mine, showDeleted: true })).data.items?.[0]?.status, 'cancelled')
  await assert.rejects(client.events.list({ ...day, orderBy: 'startTime' }), status(400, 'badRequest'))
})

test('a patch merges, an update replaces, and both mind If-Match', async () => {
  await using google = await startCalendar({ calendars: CALENDARS })
  const client = connect(google.apiUrl)
  const first = await client.events.insert({ calendarId, requestBody: { ...slot('abc01'), location: 'Room 1' } })
  const at = { calendarId, eventId: 'abc01' }
  const ifMatch = { headers: { 'If-Match': first.data.etag ?? '' } }
  const private_ = { private: { source: 'phone' } }
  const patched = await client.events.patch({ ...at, requestBody: { extendedProperties: private_ } }, ifMatch)
  assert.deepEqual(patched.data.extendedProperties?.private, { intent: 'i-1', source: 'phone' })
  assert.equal(patched.data.location, 'Room 1')
  const late = client.events.patch({ ...at, requestBody: { summary: 'Late' } }, ifMatch)
  await assert.rejects(late, status(412, 'conditionNotMet'))
  const updated = await client.events.update({ ...at, requestBody: slot() })
  assert.equal(updated.data.location, undefined)
  await assert.rejects(client.events.delete(at, ifMatch), status(412, 'conditionNotMet'))
})

test('an unknown calendar, a missing end, an empty range and a missing credential are refused as Google does', async () => {
  await using google = await startCalendar({ calendars: CALENDARS, accessTokens: ['ya29.good'] })
  const client = connect(google.apiUrl, 'ya29.good')
  const { end: _, ...endless } = slot()
  const backwards = { ...slot(), end: { dateTime: '2026-12-01T08:00:00Z' } }
  await assert.rejects(client.events.insert({ calendarId: 'x', requestBody: slot() }), status(404, 'notFound'))
  await assert.rejects(client.events.insert({ calendarId, requestBody: endless }), status(400, 'required'))
  await assert.rejects(client.events.insert({ calendarId, requestBody: backwards }), status(400, 'timeRangeEmpty'))
  await assert.rejects(connect(google.apiUrl, 'old').events.list({ calendarId }), status(401, 'authError'))
  const bare = await fetch(`${google.url}/calendar/v3/calendars/x/events`)
  assert.equal(bare.status, 401)
})

test('somebody takes the slot between the look and the booking', async () => {
  await using google = await startCalendar({ calendars: CALENDARS })
  const client = connect(google.apiUrl)
  const [start, end] = ['2026-12-01T09:00:00Z', '2026-12-01T09:30:00Z']
  google.trouble.add({ on: 'events.insert', times: 1, meanwhile: () => google.takeSlot(calendarId, start, end) })
  await client.events.insert({ calendarId, requestBody: slot('abc01') })
  const { data } = await client.events.list({ calendarId, timeMin: start, timeMax: end })
  assert.deepEqual(
    data.items?.map(({ summary }) => summary),
    ['Somebody else', 'Check-up'],
  )
})

test('the connection dies after the effect: the client fails, the event is there', async () => {
  await using google = await startCalendar({ calendars: CALENDARS })
  const client = connect(google.apiUrl)
  google.trouble.add({ on: 'events.insert', times: 1, resetAfterEffect: true })
  await assert.rejects(client.events.insert({ calendarId, requestBody: slot('abc01') }))
  await assert.rejects(client.events.insert({ calendarId, requestBody: slot('abc01') }), status(409, 'duplicate'))
  assert.equal(google.events(calendarId).length, 1)
})

test('a rate limit is met once, then it is over', async () => {
  await using google = await startCalendar({ calendars: CALENDARS })
  const client = connect(google.apiUrl)
  google.trouble.add({ fail: calendarFailures.rateLimited, times: 1 })
  await assert.rejects(client.events.list({ calendarId }), status(403, 'rateLimitExceeded'))
  assert.equal((await client.events.list({ calendarId })).status, 200)
})

test('an event that was answered outlives a kill -9 of the process that answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'calendar-'))
  await using _cleanUp = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
  const options = { calendars: CALENDARS, stateFile: join(folder, 'calendar.jsonl') }
  const program = `
    import { startCalendar } from ${JSON.stringify(import.meta.resolve('./calendar.ts'))}
    process.send((await startCalendar(${JSON.stringify(options)})).apiUrl)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const [apiUrl] = await once(child, 'message')
  await connect(String(apiUrl)).events.insert({ calendarId, requestBody: slot('abc01') })
  child.kill('SIGKILL')
  await exited
  await using google = await startCalendar(options)
  const client = connect(google.apiUrl)
  await assert.rejects(client.events.insert({ calendarId, requestBody: slot('abc01') }), status(409, 'duplicate'))
  assert.equal((await client.events.get({ calendarId, eventId: 'abc01' })).data.summary, 'Check-up')
})
