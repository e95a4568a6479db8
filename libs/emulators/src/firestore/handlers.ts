import { setTimeout as after } from 'node:timers/promises'
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServiceError,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js'
import { z } from 'zod'
import { Refusal } from '../grpc/refusal.ts'
import { type Documents, momentOf, type StoredDocument } from './documents.ts'
import { checkIndexed, type IndexFile } from './indexes.ts'
import { answersTo, selected } from './query.ts'
import type { Transactions } from './transactions.ts'
import type { OutageCode, Trouble } from './trouble.ts'
import type { Fields } from './values.ts'
import * as wire from './wire.ts'

export interface Parts {
  readonly documents: Documents
  readonly transactions: Transactions
  readonly trouble: Trouble
  readonly indexes: IndexFile | undefined
}

export function firestoreHandlers(parts: Parts): UntypedServiceImplementation {
  const { documents, transactions, trouble } = parts
  return {
    beginTransaction: unary(trouble, (request) => {
      const { options } = wire.beginRequest.parse(request)
      return { transaction: transactions.begin(options?.mode === 'readOnly') }
    }),
    rollback: unary(trouble, (request) => {
      transactions.rollback(wire.rollbackRequest.parse(request).transaction)
      return {}
    }),
    commit: unary(trouble, (request) => commit(parts, wire.commitRequest.parse(request)), { isWrite: true }),
    batchWrite: unary(trouble, (request) => writeEach(documents, wire.batchWriteRequest.parse(request).writes), {
      isWrite: true,
    }),
    batchGetDocuments: streaming(trouble, (request) => batchGet(parts, wire.batchGetRequest.parse(request))),
    runQuery: streaming(trouble, (request) => runQuery(parts, wire.runQueryRequest.parse(request))),
    runAggregationQuery: streaming(trouble, (request) => count(parts, wire.aggregationRequest.parse(request))),
  }
}

function commit({ documents, transactions }: Parts, request: z.infer<typeof wire.commitRequest>): object {
  const { transaction, writes } = request
  const micros = transaction.length > 0 ? transactions.commit(transaction, writes) : documents.commit(writes)
  return { commitTime: momentOf(micros), writeResults: writes.map(() => ({ updateTime: momentOf(micros) })) }
}

/** Each by itself: one that is refused keeps none of the others from being written. */
function writeEach(documents: Documents, writes: readonly wire.Write[]): object {
  const each = writes.map((write) => {
    try {
      return { updateTime: momentOf(documents.commit([write])), status: { code: status.OK, message: '' } }
    } catch (thrown) {
      const { code, details } = errorOf(thrown)
      return { updateTime: null, status: { code, message: details } }
    }
  })
  return { writeResults: each.map(({ updateTime }) => ({ updateTime })), status: each.map((one) => one.status) }
}

/** Opens the transaction that is asked for with the first question, and names it with the first answer. */
function joined(transactions: Transactions, { transaction, newTransaction }: wire.Consistency) {
  const begun = newTransaction ? transactions.begin(newTransaction.mode === 'readOnly') : undefined
  const id = begun ?? (transaction && transaction.length > 0 ? transaction : undefined)
  return { id, named: begun === undefined ? {} : { transaction: begun } }
}

const described = ({ name, createdMicros, updatedMicros }: StoredDocument, fields: Fields): object => ({
  ...{ name, fields, createTime: momentOf(createdMicros), updateTime: momentOf(updatedMicros) },
})

function batchGet({ documents, transactions }: Parts, request: z.infer<typeof wire.batchGetRequest>): object[] {
  const { id, named } = joined(transactions, request)
  const answers = request.documents.map((name) => {
    const found = id === undefined ? documents.find(name) : transactions.read(id, name)
    const readTime = momentOf(documents.nowMicros)
    return found === undefined
      ? { missing: name, readTime }
      : { found: described(found, masked(found, request.mask)), readTime }
  })
  return answers.map((answer, index) => (index === 0 ? { ...answer, ...named } : answer))
}

function masked({ fields }: StoredDocument, mask: z.infer<typeof wire.batchGetRequest>['mask']): Fields {
  if (!mask) return fields
  return Object.fromEntries(Object.entries(fields).filter(([name]) => mask.fieldPaths.includes(name)))
}

type Asked = wire.Consistency & { readonly parent: string }

function ask({ documents, transactions, indexes }: Parts, asked: Asked, query: wire.StructuredQuery) {
  if (indexes !== undefined) checkIndexed(query, indexes)
  const path = `${asked.parent}/${query.from[0]?.collectionId}`
  const look = () => answersTo(query, documents.inCollection(path))
  const { id, named } = joined(transactions, asked)
  const found = id === undefined ? look() : transactions.ask(id, look)
  return { found, named, readTime: momentOf(documents.nowMicros) }
}

function runQuery(parts: Parts, request: z.infer<typeof wire.runQueryRequest>): object[] {
  const query = request.structuredQuery
  const { found, named, readTime } = ask(parts, request, query)
  if (found.length === 0) return [{ ...named, readTime }]
  return found.map((document, index) => ({
    ...(index === 0 ? named : {}),
    ...{ document: described(document, selected(query, document.fields)), readTime },
  }))
}

function count(parts: Parts, request: z.infer<typeof wire.aggregationRequest>): object[] {
  const { structuredQuery, aggregations } = request.structuredAggregationQuery
  const { found, named, readTime } = ask(parts, request, structuredQuery)
  const aggregateFields = Object.fromEntries(aggregations.map(({ alias }) => [alias, { integerValue: found.length }]))
  return [{ ...named, result: { aggregateFields }, readTime }]
}

interface Answering {
  /** It may be aborted; and in an outage it is done all the same, now and then, though the answer is the error. */
  readonly isWrite?: boolean
}

function unary(
  trouble: Trouble,
  answer: (request: unknown) => object,
  { isWrite = false }: Answering = {},
): handleUnaryCall<unknown, object> {
  return async (call, callback) => {
    try {
      await late(trouble)
      const refusal = trouble.refusal()
      if (isWrite && refusal === undefined && trouble.isAborted()) throw asked('ABORTED')
      const isKept = refusal === undefined || (isWrite && trouble.isKeptAnyway())
      const answered = isKept ? answer(call.request) : {}
      if (refusal !== undefined) throw asked(refusal)
      if (isWrite && trouble.isLost()) throw asked('UNAVAILABLE')
      callback(null, answered)
    } catch (thrown) {
      callback(errorOf(thrown))
    }
  }
}

function streaming(
  trouble: Trouble,
  answer: (request: unknown) => readonly object[],
): handleServerStreamingCall<unknown, object> {
  return async (call) => {
    try {
      await late(trouble)
      const refusal = trouble.refusal()
      if (refusal !== undefined) throw asked(refusal)
      for (const one of answer(call.request)) call.write(one)
      call.end()
    } catch (thrown) {
      call.emit('error', errorOf(thrown))
    }
  }
}

const asked = (code: OutageCode | 'ABORTED') => new Refusal(status[code], 'trouble that was asked for')

async function late(trouble: Trouble): Promise<void> {
  const lateMs = trouble.lateMs()
  if (lateMs > 0) await after(lateMs)
}

function errorOf(thrown: unknown): Partial<ServiceError> {
  if (thrown instanceof Refusal) return { code: thrown.code, details: thrown.message }
  if (thrown instanceof z.ZodError) return { code: status.INVALID_ARGUMENT, details: z.prettifyError(thrown) }
  return { code: status.INTERNAL, details: String(thrown) }
}
