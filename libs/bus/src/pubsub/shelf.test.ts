import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Held, Shelf } from './shelf.ts'

/** Adds `<call>/<n>`, and notes how it is settled. */
function shelfWith(...ids: string[]) {
  const shelf = new Shelf()
  const settled: string[] = []
  const bring = (id: string, way = id) => {
    const [call = ''] = id.split('/')
    const note = (word: string) => () => void settled.push(`${word} ${way}`)
    const incoming = { id, call, eventId: id, data: Buffer.alloc(0), attributes: {}, attempt: 1 }
    shelf.add(incoming, { ack: note('ack'), nack: note('nack') })
  }
  for (const id of ids) bring(id)
  return { shelf, settled, bring }
}

function takeNext(shelf: Shelf): Held {
  const held = shelf.next()
  assert.ok(held)
  return held
}

test('one of a call is given out at a time, in order, and other calls beside it', () => {
  const { shelf, settled } = shelfWith('a/1', 'a/2', 'b/1')
  const [first, other] = [takeNext(shelf), takeNext(shelf)]
  assert.deepEqual([first.id, other.id, shelf.next()], ['a/1', 'b/1', undefined])
  shelf.done(first)
  assert.equal(takeNext(shelf).id, 'a/2')
  assert.deepEqual(settled, ['ack a/1'])
})

test('what comes again while it is held makes no second, and every way it came is acknowledged', () => {
  const { shelf, settled, bring } = shelfWith('a/1')
  const first = takeNext(shelf)
  bring('a/1', 'a/1 again')
  shelf.done(first)
  assert.deepEqual([shelf.next(), settled], [undefined, ['ack a/1', 'ack a/1 again']])
})

test('what comes again after it was done with is acknowledged at once', () => {
  const { shelf, settled, bring } = shelfWith('a/1')
  shelf.done(takeNext(shelf))
  bring('a/1', 'a/1 late')
  assert.deepEqual([shelf.next(), settled], [undefined, ['ack a/1', 'ack a/1 late']])
})

test('a call that rests keeps its place, and the next try counts', async () => {
  const { shelf } = shelfWith('a/1', 'a/2')
  const rested = Promise.withResolvers<void>()
  shelf.rest(takeNext(shelf), 1, rested.resolve)
  assert.equal(shelf.next(), undefined)
  await rested.promise
  const again = takeNext(shelf)
  assert.deepEqual([again.id, again.attempt], ['a/1', 2])
})

test('a call is handed back whole, so that it comes again in order', () => {
  const { shelf, settled, bring } = shelfWith('a/1', 'a/2', 'b/1')
  shelf.handBack(takeNext(shelf).call)
  assert.deepEqual(settled, ['nack a/1', 'nack a/2'])
  bring('a/1')
  assert.deepEqual([takeNext(shelf).id, takeNext(shelf).id], ['b/1', 'a/1'])
})

test('handing back what nobody works on leaves what runs', () => {
  const { shelf, settled } = shelfWith('a/1', 'a/2', 'b/1')
  const running = takeNext(shelf)
  shelf.handBackIdle()
  assert.deepEqual(settled, ['nack a/2', 'nack b/1'])
  shelf.done(running)
  assert.deepEqual([settled.at(-1), shelf.next()], ['ack a/1', undefined])
})
