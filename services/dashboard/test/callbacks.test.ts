import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { callback, type House, openHouse, until, visitor } from './house.ts'

const rings = ({ carrier }: House) => carrier.calls.filter(({ direction }) => direction === 'outbound-api')
const endedRing = (house: House, callbackId: string) =>
  until(async () => {
    const found = await house.records.callbacks.find(callbackId)
    return found?.ring === null && found.history.at(-1)?.what === 'ring-ended' && found
  })

describe('the queue', () => {
  test('shows the most overdue first, with whom, why, what about, by when, and whose it is', async () => {
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-later', 90, { reason: 'Later.' }))
    await house.records.callbacks.add(callback('cb-over', -75, { name: 'Emily Carter', reason: 'Overdue.' }))
    await house.records.callbacks.change('cb-over', { do: 'claim', by: 'Ben', at: new Date().toISOString() })
    await house.records.journal.append('call-of-cb-over', [
      {
        ...{ kind: 'utterance', at: new Date().toISOString(), who: 'caller' },
        ...{ text: 'My bill is wrong.', itemId: '1', cutOff: false },
      },
    ])
    const ada = await visitor(house, 'Ada')
    const page = await ada.text('/callbacks')
    assert.match(page, /2 waiting · 1 overdue · 1 not taken · 0 yours/)
    assert.match(
      page,
      /1 h 15 min over.*Emily Carter.*\+4915112345678.*Overdue\..*My bill is wrong.*Taken by Ben.*Later\./s,
    )
    const { callbacks } = (await (await ada.get('/api/callbacks')).json()) as { callbacks: { actions: string[] }[] }
    assert.deepEqual(
      callbacks.map(({ actions }) => actions),
      [['take-over'], ['ring', 'claim']],
    )
  })

  test('says so when it is empty', async () => {
    await using house = await openHouse()
    assert.match(await (await visitor(house, 'Ada')).text('/callbacks'), /Nobody is waiting/)
  })
})

describe('a callback', () => {
  test('is claimed by the first, handed back, claimed by another, and finished', async () => {
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', 5))
    const [ada, ben] = [await visitor(house, 'Ada'), await visitor(house, 'Ben')]
    const both = await Promise.all([ada.post('/api/callbacks/cb-1/claim'), ben.post('/api/callbacks/cb-1/claim')])
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409])
    const owner = (await house.records.callbacks.find('cb-1'))?.owner
    const [first, second] = owner === 'Ada' ? [ada, ben] : [ben, ada]
    assert.equal((await second.post('/api/callbacks/cb-1/done')).status, 409)
    assert.equal((await first.post('/api/callbacks/cb-1/claim')).status, 200)
    assert.equal((await first.post('/api/callbacks/cb-1/hand-back')).status, 200)
    assert.equal((await second.post('/api/callbacks/cb-1/claim')).status, 200)
    assert.equal((await second.post('/api/callbacks/cb-1/gave-up')).status, 200)
    const found = await house.records.callbacks.find('cb-1')
    assert.equal(found?.state, 'gave-up')
    assert.deepEqual(
      found?.history.map(({ what }) => what),
      ['claimed', 'handed-back', 'claimed', 'gave-up'],
    )
    assert.deepEqual(await (await ada.get('/api/callbacks')).json(), { callbacks: [], isCut: false })
  })

  test('is worked without the script of the page too', async () => {
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', 5))
    const ada = await visitor(house, 'Ada')
    const answer = await fetch(`${house.url}/api/callbacks/cb-1/claim`, {
      ...{ method: 'POST', headers: { cookie: ada.cookie, accept: 'text/html' } },
      body: new URLSearchParams({ formToken: ada.formToken }),
    })
    assert.match(await answer.text(), /It is yours now\./)
  })
})

describe('ringing', () => {
  test('calls the telephone of the person from the number of the line, once, however often it is clicked', async () => {
    await using house = await openHouse()
    house.carrier.phone('+493056790010', { behaviour: 'no-answer' })
    await house.records.callbacks.add(callback('cb-1', 5))
    const ada = await visitor(house, 'Ada')
    const clicks = await Promise.all(Array.from({ length: 10 }, () => ada.post('/api/callbacks/cb-1/ring')))
    assert.deepEqual(clicks.map(({ status }) => status).sort(), [200, ...Array(9).fill(409)])
    assert.deepEqual(
      rings(house).map(({ from, to }) => ({ from, to })),
      [{ from: '+493056790000', to: '+493056790010' }],
    )
    const found = await house.records.callbacks.find('cb-1')
    assert.deepEqual([found?.state, found?.owner, found?.ring?.callSid], ['claimed', 'Ada', rings(house)[0]?.sid])
    assert.doesNotMatch(house.logged.join(''), /5112345678|56790010|Disputes/)
  })

  test('is for those alone who have a telephone', async () => {
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', 5))
    const ben = await visitor(house, 'Ben')
    assert.doesNotMatch(await ben.text('/callbacks/list'), /Ring now/)
    assert.equal((await ben.post('/api/callbacks/cb-1/ring')).status, 409)
    assert.deepEqual(rings(house), [])
  })

  test('that the carrier refuses is over, and can be tried again', async () => {
    await using house = await openHouse()
    house.carrier.trouble.rest({
      on: 'calls.create',
      times: 1,
      fail: { status: 400, body: { code: 21219, status: 400 } },
    })
    await house.records.callbacks.add(callback('cb-1', 5))
    const ada = await visitor(house, 'Ada')
    assert.equal((await ada.post('/api/callbacks/cb-1/ring')).status, 409)
    const found = await endedRing(house, 'cb-1')
    assert.deepEqual([found.history.at(-1)?.result, found.state], ['not-placed', 'claimed'])
    assert.equal((await ada.post('/api/callbacks/cb-1/ring')).status, 200)
  })

  test('of which nobody knows whether it was placed is not repeated, until it is given up for lost', async () => {
    await using house = await openHouse({ watch: { everyMs: 10, toldWithinMs: 0, namedWithinMs: 300 } })
    house.carrier.phone('+493056790010', { behaviour: 'no-answer' })
    house.carrier.trouble.rest({ on: 'calls.create', times: 1, resetAfterEffect: true })
    await house.records.callbacks.add(callback('cb-1', 5))
    const ada = await visitor(house, 'Ada')
    const first = await ada.post('/api/callbacks/cb-1/ring')
    assert.match(await first.text(), /did not answer/)
    assert.equal((await ada.post('/api/callbacks/cb-1/ring')).status, 409)
    assert.equal(rings(house).length, 1)
    assert.equal((await endedRing(house, 'cb-1')).history.at(-1)?.result, 'unknown')
  })

  test('whose end nobody told is looked up at the carrier', async () => {
    await using house = await openHouse({ watch: { everyMs: 10, toldWithinMs: 0 } })
    house.carrier.phone('+493056790010', { behaviour: 'busy' })
    await house.records.callbacks.add(callback('cb-1', 5))
    await (await visitor(house, 'Ada')).post('/api/callbacks/cb-1/ring')
    const found = await endedRing(house, 'cb-1')
    assert.deepEqual([found.history.at(-1)?.result, found.state, found.owner], ['person-busy', 'claimed', 'Ada'])
  })
})
