import { type CallEnd, type Calls, type Journalled, type LiveCall, type Records, UnknownCall } from '@frontdesk/records'

interface Row {
  call: LiveCall
  published: boolean
  readonly passes: Set<string>
}

/** What outlives every gateway: the rows that all instances share. */
export interface Store {
  readonly rows: Map<string, Row>
  readonly journal: Map<string, Journalled[]>
}

export const emptyStore = (): Store => ({ rows: new Map(), journal: new Map() })

export interface Access {
  /** Resolves when a write may be done; rejects where it fails; never resolves for an instance that is dead. */
  readonly journalWrite: () => Promise<void>
  readonly isAlive: () => boolean
}

const never = new Promise<never>(() => {})
const unused = (): never => {
  throw new Error('the simulation keeps nothing of this kind')
}

/** The records as one gateway sees them, in memory: as far as a gateway needs them. What a dead instance writes is lost. */
export function memoryRecords({ rows, journal }: Store, { journalWrite, isAlive }: Access): Records {
  const rowOf = (callId: string): Row => {
    const row = rows.get(callId)
    if (row === undefined) throw new UnknownCall(callId)
    return row
  }
  const change = (callId: string, by: Partial<LiveCall>) => {
    const row = rowOf(callId)
    row.call = { ...row.call, ...by }
  }
  /** Every question takes a turn of the event loop's microtasks, and has no answer for the dead. */
  const alive = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve()
    return isAlive() ? work() : never
  }
  const open = () => [...rows.values()].map(({ call }) => call).filter(({ end }) => end === undefined)

  const calls: Calls = {
    admit: (call) =>
      alive(() => {
        if (rows.has(call.callId)) return false
        rows.set(call.callId, { call, published: false, passes: new Set() })
        return true
      }),
    find: (callId) => alive(() => rows.get(callId)?.call),
    take: (callId, gateway, at) =>
      alive(() => {
        const { call } = rowOf(callId)
        if (call.end !== undefined) return
        change(callId, { gateway, heartbeatAt: later(at, call.heartbeatAt) })
      }),
    beat: (callIds, gateway, at) =>
      alive(() =>
        callIds.filter((callId) => {
          const call = rows.get(callId)?.call
          if (call === undefined || call.gateway !== gateway || call.end !== undefined) return true
          change(callId, { heartbeatAt: at })
          return false
        }),
      ),
    adopt: (callId, gateway, { at, before }) =>
      alive(() => {
        const call = rows.get(callId)?.call
        if (call === undefined || call.end !== undefined) return false
        if (call.gateway !== gateway && call.heartbeatAt >= before) return false
        change(callId, { gateway, heartbeatAt: at })
        return true
      }),
    redeem: (callId, pass) =>
      alive(() => {
        const { passes } = rowOf(callId)
        const isFirst = !passes.has(pass)
        passes.add(pass)
        return isFirst
      }),
    expectRecording: (callId, recording) => alive(() => change(callId, { recording })),
    end: (callId, end) =>
      alive((): CallEnd => {
        const first = rowOf(callId).call.end
        if (first === undefined) change(callId, { end })
        return first ?? end
      }),
    endPublished: (callId) =>
      alive(() => {
        rowOf(callId).published = true
      }),
    orphans: (before) => alive(() => open().filter(({ heartbeatAt }) => heartbeatAt < before)),
    countOpen: (lineId) => alive(() => open().filter((call) => call.lineId === lineId).length),
    endsToPublish: () =>
      alive(() =>
        [...rows.values()]
          .filter(({ call, published }) => call.end !== undefined && !published)
          .map(({ call }) => call),
      ),
    ...{ putRecord: unused, record: unused, records: unused, unfinished: unused },
  }
  return {
    calls,
    journal: {
      async append(callId, entries) {
        await journalWrite()
        const kept = journal.get(callId) ?? []
        journal.set(callId, kept)
        for (const entry of entries) kept.push({ ...entry, seq: kept.length + 1 })
      },
      read: (callId, afterSeq = 0) => alive(() => (journal.get(callId) ?? []).slice(afterSeq)),
      forgetWords: unused,
    },
    callbacks: {
      add: () => alive(() => true),
      ...{ find: unused, ofCall: unused, open: unused, change: unused },
    },
    slotClaims: { claim: unused, keep: unused, release: unused, within: unused },
    textRefusals: { note: unused, find: unused },
    ledger: {
      ofCall: () => alive(() => []),
      ...{
        begin: unused,
        attempt: unused,
        note: unused,
        retract: unused,
        settle: unused,
        release: unused,
        purge: unused,
      },
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

const later = (a: string, b: string): string => (a > b ? a : b)
