let seen: Buffer = Buffer.alloc(0)
let words: DataView = new DataView(seen.buffer)

/**
 * A view by which bytes are read and written four at a time. To make one takes longer than to go through a message with it, and
 * most messages lie in the same buffer as the one before.
 */
export function wordsOf(bytes: Buffer): DataView {
  if (bytes !== seen) {
    seen = bytes
    words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  return words
}
