import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { Firestore } from '@google-cloud/firestore'
import { PassThroughClient } from 'google-auth-library'
import { type FirestoreServer, type FirestoreServerOptions, startFirestoreServer } from './firestore-server.ts'

/** The SDK would go where the environment tells it: this server is what is tested here. */
delete process.env.FIRESTORE_EMULATOR_HOST
const settings = { ssl: false, authClient: new PassThroughClient(), gaxServerStreamingRetries: true }

async function start(options: FirestoreServerOptions = {}): Promise<{ server: FirestoreServer; db: Firestore }> {
  const server = await startFirestoreServer(options)
  const db = new Firestore({ ...settings, host: server.host, projectId: `p-${randomUUID()}` })
  after(async () => {
    await db.terminate()
    await server[Symbol.asyncDispose]()
  })
  return { server, db }
}

const code = (expected: number) => (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === expected
const [notFound, alreadyExists, failedPrecondition, aborted] = [code(5), code(6), code(9), code(10)]

test('of two transactions that read the same and write, the second is aborted and sees the first when it runs again', async () => {
  const { db } = await start()
  const ref = db.doc('counters/one')
  await ref.set({ n: 0 })
  const add = () =>
    db.runTransaction(async (tx) => {
      const found = await tx.get(ref)
      tx.update(ref, { n: Number(found.get('n')) + 1 })
    })
  await Promise.all([add(), add(), add()])
  assert.equal((await ref.get()).get('n'), 3)
})

test('a transaction that read what another wrote since is aborted, though it writes elsewhere', async () => {
  const { db } = await start()
  const [a, b] = [db.doc('on-duty/a'), db.doc('on-duty/b')]
  await Promise.all([a.set({ is: true }), b.set({ is: true })])
  const leaves = db.runTransaction(
    async (tx) => {
      await tx.getAll(a, b)
      await b.update({ is: false })
      tx.update(a, { is: false })
    },
    { maxAttempts: 1 },
  )
  await assert.rejects(leaves, aborted)
  assert.equal((await a.get()).get('is'), true)
})

test('a document that comes to a query after it was asked aborts the transaction', async () => {
  const { db } = await start()
  const open = db.collection('tasks').where('open', '==', true)
  const counts = db.runTransaction(
    async (tx) => {
      const { size } = await tx.get(open)
      await db.doc('tasks/new').create({ open: true })
      tx.set(db.doc('counts/open'), { size })
    },
    { maxAttempts: 1 },
  )
  await assert.rejects(counts, aborted)
})

test('a document that was not there when it was read, and is now, aborts the transaction', async () => {
  const { db } = await start()
  const creates = db.runTransaction(
    async (tx) => {
      await tx.get(db.doc('names/x'))
      await db.doc('names/x').create({ by: 'another' })
      tx.set(db.doc('names/x'), { by: 'me' })
    },
    { maxAttempts: 1 },
  )
  await assert.rejects(creates, aborted)
  assert.equal((await db.doc('names/x').get()).get('by'), 'another')
})

test('preconditions are checked, and nothing of a batch is written when one does not hold', async () => {
  const { db } = await start()
  const ref = db.doc('things/x')
  await assert.rejects(ref.update({ n: 1 }), notFound)
  const { writeTime } = await ref.create({ n: 1, kept: true })
  await assert.rejects(ref.create({ n: 2 }), alreadyExists)
  await ref.update({ n: 2 }, { lastUpdateTime: writeTime })
  await assert.rejects(ref.update({ n: 3 }, { lastUpdateTime: writeTime }), failedPrecondition)
  const batch = db.batch().set(db.doc('things/y'), { n: 1 }).create(ref, { n: 4 })
  await assert.rejects(batch.commit(), alreadyExists)
  assert.deepEqual((await ref.get()).data(), { n: 2, kept: true })
  assert.equal((await db.doc('things/y').get()).exists, false)
})

test('single writes succeed and fail each by itself', async () => {
  const { db } = await start()
  await db.doc('things/a').set({ n: 0 })
  const writer = db.bulkWriter()
  writer.onWriteError(() => false)
  const written = ['a', 'b'].map((id) => writer.update(db.doc(`things/${id}`), { n: 1 }))
  const [settled] = await Promise.all([Promise.allSettled(written), writer.close()])
  assert.deepEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  )
})

test('queries filter, order, page and count as asked', async () => {
  const { db } = await start()
  const things = db.collection('things')
  const batch = db.batch()
  for (const n of [3, 1, 2, 10])
    batch.set(things.doc(`t${n}`), { n, kind: n % 2 ? 'odd' : 'even', tags: [`n${n}`, 'all'] })
  batch.set(things.doc('text'), { n: '2', kind: 'odd' }).set(things.doc('none'), { kind: 'odd' })
  await batch.commit()
  const ids = async (query: FirebaseFirestore.Query) => (await query.get()).docs.map(({ id }) => id)
  assert.deepEqual(await ids(things.where('n', '>', 1)), ['t2', 't3', 't10'], 'of the same kind of value alone')
  assert.deepEqual(await ids(things.orderBy('n', 'desc').limit(2)), ['text', 't10'])
  assert.deepEqual(await ids(things.orderBy('n').startAfter(2).limit(1)), ['t3'])
  assert.deepEqual(await ids(things.orderBy('n').endBefore(3)), ['t1', 't2'])
  assert.deepEqual(await ids(things.where('kind', 'in', ['odd', 'x']).where('n', '<=', 3).orderBy('n', 'desc')), [
    't3',
    't1',
  ])
  assert.deepEqual(await ids(things.where('tags', 'array-contains', 'n2')), ['t2'])
  assert.equal((await things.where('kind', '==', 'odd').count().get()).data().count, 4)
  assert.deepEqual((await things.where('n', '==', 1).select('kind').get()).docs[0]?.data(), { kind: 'odd' })
})

test('a query that no declared index answers is refused, as it would be in production', async () => {
  const { db } = await start({ indexFile: new URL('./testing/indexes.json', import.meta.url) })
  const things = db.collection('things')
  const refused = (query: FirebaseFirestore.Query) => assert.rejects(query.get(), failedPrecondition)
  await things.where('kind', '==', 'a').where('state', '==', 'b').get()
  await things.where('kind', '==', 'a').orderBy('n', 'desc').get()
  await refused(things.where('kind', '==', 'a').orderBy('n'))
  await refused(things.where('kind', '==', 'a').where('state', '==', 'b').orderBy('n', 'desc'))
  await refused(things.orderBy('text'))
  await refused(things.where('text', '==', 'x'))
  await db.collection('other').orderBy('text').get()
  await db.collection('exempt').where('one', '==', 1).get()
  await refused(db.collection('exempt').where('two', '==', 1))
})

test('what is too large for a document or a request is refused', async () => {
  const { db } = await start()
  const invalid = code(3)
  await assert.rejects(db.doc('things/x').set({ text: 'x'.repeat(1_048_576) }), invalid)
  const batch = db.batch()
  for (let n = 0; n < 501; n++) batch.set(db.doc(`things/${n}`), {})
  await assert.rejects(batch.commit(), invalid)
})

test('trouble comes as often as it was asked for', async () => {
  const { server, db } = await start({ random: () => 0.1 })
  server.trouble.turn({ aborted: 0.2 })
  const aborting = db.runTransaction(async (tx) => tx.set(db.doc('things/x'), {}), { maxAttempts: 1 })
  await assert.rejects(aborting, aborted)
  assert.equal((await db.doc('things/x').get()).exists, false)
  server.trouble.turn({ aborted: 0 })
  server.trouble.loseAnswers(1)
  await assert.rejects(db.doc('things/x').create({}), alreadyExists, 'kept, though nobody was told: the SDK asks again')
  assert.deepEqual(server.trouble.met, { aborted: 1, refused: 0, keptAnyway: 1 })
})
