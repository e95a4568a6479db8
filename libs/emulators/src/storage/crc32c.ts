/** CRC-32C (Castagnoli), RFC 3720 B.4: what Cloud Storage sums every object with. Node's own crc32 is the other one. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

export const startOfSum = 0xffffffff

export function summed(sum: number, bytes: Uint8Array): number {
  let value = sum
  for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0)
  return value >>> 0
}

/** As the wire tells it: big-endian, in base64. */
export function toldSum(sum: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE((sum ^ 0xffffffff) >>> 0)
  return bytes.toString('base64')
}
