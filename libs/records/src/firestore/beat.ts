import type { DocumentReference, DocumentSnapshot } from '@google-cloud/firestore'
import { isHeldBy, storedCall } from './call-document.ts'
import type { Database } from './database.ts'

interface Beat {
  readonly gateway: string
  readonly atMs: number
}

const mostAtOnce = 300

/**
 * Writes the heartbeat of many calls at once: they are read together, and each is written only if it is still as it was read.
 * One that changed meanwhile is looked at again. Answers the calls that the gateway holds no more.
 */
export async function beat(
  database: Database,
  refOf: (callId: string) => DocumentReference,
  callIds: readonly string[],
  { gateway, atMs }: Beat,
): Promise<string[]> {
  const lost = new Set<string>()
  let left = callIds.map((callId) => ({ callId, ref: refOf(callId) }))
  while (left.length > 0) {
    const [now, later] = [left.slice(0, mostAtOnce), left.slice(mostAtOnce)]
    const found = await database.getAll(
      'reading calls',
      now.map(({ ref }) => ref),
    )
    const due: DocumentSnapshot[] = []
    for (const [index, { callId }] of now.entries()) {
      const snapshot = found[index]
      const call = snapshot?.exists ? storedCall.parse(snapshot.data()) : undefined
      if (snapshot === undefined || call === undefined || !isHeldBy(call, gateway)) lost.add(callId)
      else if (call.heartbeatMs < atMs) due.push(snapshot)
    }
    const refused = await database.updateEach(
      'heartbeats',
      due.map((snapshot) => beatOf(snapshot, atMs)),
    )
    left = [...later, ...now.filter(({ ref }) => refused.some((one) => one.path === ref.path))]
  }
  return callIds.filter((callId) => lost.has(callId))
}

function beatOf({ ref, updateTime }: DocumentSnapshot, heartbeatMs: number) {
  return { ref, data: { heartbeatMs }, only: updateTime === undefined ? {} : { lastUpdateTime: updateTime } }
}
