import { Readable } from 'node:stream'

export interface WithHead {
  /** The first bytes, a little more than were asked for when there are as many. */
  readonly head: Buffer
  readonly isAll: boolean
  /** All of it, head first. */
  readonly whole: Readable
}

/** Looks into the beginning of a stream. @throws what the stream fails with */
export async function withHead(stream: Readable, bytes: number): Promise<WithHead> {
  const pieces = stream[Symbol.asyncIterator]()
  const head: Buffer[] = []
  let length = 0
  let isAll = false
  while (!isAll && length <= bytes) {
    const next = await pieces.next()
    if (next.done) isAll = true
    else {
      const piece = Buffer.from(next.value)
      head.push(piece)
      length += piece.length
    }
  }
  async function* all() {
    yield* head.splice(0)
    yield* { [Symbol.asyncIterator]: () => pieces }
  }
  return { head: Buffer.concat(isAll ? head : []), isAll, whole: Readable.from(all(), { objectMode: false }) }
}
