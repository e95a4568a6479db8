import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from '@hubspot/api-client'
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/Filter.js'
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/objects/notes/models/AssociationSpec.js'
import { crmFailures, startCrm } from './crm.ts'

/** The vendor's client: of its own accord it neither retries nor spaces its calls. */
function connect(apiUrl: string, accessToken = 'pat-test') {
  return new Client({ accessToken, basePath: apiUrl })
}

const code = (wanted: number, body: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Error && 'code' in error && 'body' in error)
  assert.equal(error.code, wanted)
  assert.match(JSON.stringify(error.body), body)
  return true
}

const byPhone = (value: string) => ({
  filterGroups: [{ filters: [{ propertyName: 'phone', operator: FilterOperatorEnum.Eq, value }] }],
  properties: ['phone'],
})

test('a contact is made once an email; the refusal names the one that exists', async () => {
  await using hubspot = await startCrm()
  const { basicApi } = connect(hubspot.apiUrl).crm.contacts
  const created = await basicApi.create({
    properties: { email: 'Ada@Example.org', firstname: 'Ada' },
    associations: [],
  })
  assert.equal(created.properties.email, 'ada@example.org')
  const again = basicApi.create({ properties: { email: 'ada@example.org' }, associations: [] })
  await assert.rejects(again, code(409, new RegExp(`Contact already exists. Existing ID: ${created.id}.*CONFLICT`)))
  assert.equal(hubspot.contacts.length, 1)
})

test('a contact without an email can be made twice with one phone number', async () => {
  await using hubspot = await startCrm()
  const { basicApi } = connect(hubspot.apiUrl).crm.contacts
  for (const firstname of ['Ada', 'Ida']) {
    await basicApi.create({ properties: { phone: '+4930123456', firstname }, associations: [] })
  }
  assert.equal(hubspot.contacts.length, 2)
})

test('a contact is read and changed by id and by email', async () => {
  await using hubspot = await startCrm()
  const { basicApi } = connect(hubspot.apiUrl).crm.contacts
  const { id } = hubspot.addContact({ email: 'ada@example.org', lifecyclestage: 'customer' })
  await basicApi.update('ada@example.org', { properties: { phone: '+4930123456', lifecyclestage: 'lead' } }, 'email')
  const read = await basicApi.getById(id, ['phone', 'lifecyclestage', 'company', 'nonsense'])
  assert.equal(read.properties.phone, '+4930123456')
  assert.equal(read.properties.lifecyclestage, 'customer', 'a stage back is dropped')
  assert.equal(read.properties.company, null)
  assert.ok(!('nonsense' in read.properties))
  assert.ok(read.createdAt instanceof Date)
  const absent = basicApi.getById('ida@example.org', undefined, undefined, undefined, undefined, 'email')
  await assert.rejects(absent, code(404, /OBJECT_NOT_FOUND/))
  await basicApi.archive(id)
  await assert.rejects(basicApi.getById(id), code(404, /OBJECT_NOT_FOUND/))
})

test('what HubSpot does not take is refused in its words', async () => {
  await using hubspot = await startCrm({ accessTokens: ['pat-good'], customProperties: ['call_id'] })
  const { basicApi } = connect(hubspot.apiUrl, 'pat-good').crm.contacts
  const create = (properties: Record<string, string>) => basicApi.create({ properties, associations: [] })
  await assert.rejects(create({ email: 'not an email' }), code(400, /INVALID_EMAIL/))
  await assert.rejects(create({ favourite_colour: 'red' }), code(400, /PROPERTY_DOESNT_EXIST/))
  await assert.rejects(create({ createdate: '2026-12-01' }), code(400, /READ_ONLY_VALUE/))
  await assert.rejects(create({ hs_lead_status: 'MAYBE' }), code(400, /INVALID_OPTION/))
  const byForeignToken = connect(hubspot.apiUrl, 'pat-bad').crm.contacts.basicApi.getById('1')
  await assert.rejects(byForeignToken, code(401, /INVALID_AUTHENTICATION/))
  assert.equal((await create({ call_id: 'c-1' })).properties.call_id, 'c-1')
})

test('a batch upsert makes what is new and changes what is there', async () => {
  await using hubspot = await startCrm()
  const { batchApi } = connect(hubspot.apiUrl).crm.contacts
  const input = (id: string, firstname: string) => ({ id, idProperty: 'email', properties: { firstname } })
  await batchApi.upsert({ inputs: [input('ada@example.org', 'Ada')] })
  const { results } = await batchApi.upsert({
    inputs: [input('ADA@example.org', 'Augusta'), input('ida@example.org', 'Ida')],
  })
  assert.deepEqual(
    results.map(({ _new, properties }) => [_new, properties.firstname, properties.email]),
    [
      [false, 'Augusta', 'ada@example.org'],
      [true, 'Ida', 'ida@example.org'],
    ],
  )
  const twice = batchApi.upsert({ inputs: [input('ada@example.org', 'A'), input('ada@example.org', 'B')] })
  await assert.rejects(twice, code(400, /Duplicate IDs/))
})

test('a search finds by exact value, and its index lags', async () => {
  let nowMs = Date.parse('2026-12-01T09:00:00Z')
  await using hubspot = await startCrm({ now: () => nowMs, searchLagMs: 5_000 })
  const { basicApi, searchApi } = connect(hubspot.apiUrl).crm.contacts
  const created = await basicApi.create({ properties: { phone: '+4930123456' }, associations: [] })
  assert.equal((await searchApi.doSearch(byPhone('+4930123456'))).total, 0)
  nowMs += 5_000
  const found = await searchApi.doSearch(byPhone('+4930123456'))
  assert.deepEqual(
    found.results.map(({ id }) => id),
    [created.id],
  )
  assert.equal((await searchApi.doSearch(byPhone('+49 30 123456'))).total, 0, 'numbers are compared as text')
  const byNonsense = searchApi.doSearch({
    filterGroups: [{ filters: [{ propertyName: 'nonsense', operator: FilterOperatorEnum.Eq, value: '1' }] }],
  })
  await assert.rejects(byNonsense, code(400, /nonsense/))
})

test('a note is written on a contact, and found from it', async () => {
  await using hubspot = await startCrm()
  const client = connect(hubspot.apiUrl)
  const { id } = hubspot.addContact({ email: 'ada@example.org' })
  const types = [{ associationCategory: Category.HubspotDefined, associationTypeId: 202 }]
  const properties = { hs_timestamp: '2026-12-01T09:00:00Z', hs_note_body: 'call c-1' }
  const note = await client.crm.objects.notes.basicApi.create({ properties, associations: [{ to: { id }, types }] })
  assert.deepEqual(
    hubspot.notesOf(id).map((one) => one.id),
    [note.id],
  )
  const linked = await client.crm.associations.v4.basicApi.getPage('contacts', id, 'notes')
  assert.equal(String(linked.results[0]?.toObjectId), note.id)
  const filters = [{ propertyName: 'associations.contact', operator: FilterOperatorEnum.Eq, value: id }]
  const found = await client.crm.objects.notes.searchApi.doSearch({
    filterGroups: [{ filters }],
    properties: ['hs_note_body'],
  })
  assert.equal(found.results[0]?.properties.hs_note_body, 'call c-1')
})

test('a note without a time, or on a contact that is not there, is refused and not made', async () => {
  await using hubspot = await startCrm()
  const { basicApi } = connect(hubspot.apiUrl).crm.objects.notes
  await assert.rejects(
    basicApi.create({ properties: { hs_note_body: 'x' }, associations: [] }),
    code(400, /hs_timestamp/),
  )
  const types = [{ associationCategory: Category.HubspotDefined, associationTypeId: 202 }]
  const properties = { hs_timestamp: '2026-12-01T09:00:00Z' }
  const lost = basicApi.create({ properties, associations: [{ to: { id: '999' }, types }] })
  await assert.rejects(lost, code(400, /999/))
  assert.equal(hubspot.notes.length, 0)
})

test('a note is associated afterwards, as often as one likes', async () => {
  await using hubspot = await startCrm()
  const client = connect(hubspot.apiUrl)
  const { id } = hubspot.addContact({ email: 'ada@example.org' })
  const properties = { hs_timestamp: '2026-12-01T09:00:00Z' }
  const note = await client.crm.objects.notes.basicApi.create({ properties, associations: [] })
  for (const _ of [1, 2]) {
    await client.crm.associations.v4.basicApi.createDefault('notes', note.id, 'contacts', id)
  }
  const specs = [{ associationCategory: Category.HubspotDefined, associationTypeId: 202 }]
  await client.crm.associations.v4.basicApi.create('notes', note.id, 'contacts', id, specs)
  assert.equal(hubspot.notesOf(id).length, 1)
})

test('a rate limit names its policy', async () => {
  await using hubspot = await startCrm()
  hubspot.trouble.add({ on: 'objects.get', times: 1, fail: crmFailures.rateLimited })
  const read = connect(hubspot.apiUrl).crm.contacts.basicApi.getById('101')
  await assert.rejects(read, code(429, /TEN_SECONDLY_ROLLING/))
})
