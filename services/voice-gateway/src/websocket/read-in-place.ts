import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'

/** As much as one read takes. What is read is dealt with before the next read begins, so that all connections share it. */
const shared = Buffer.allocUnsafeSlow(64 * 1024)

/** Told of what was read, in `bytes[0..length)`: good until it returns. */
export type OnRead = (bytes: Buffer, length: number) => void

/**
 * Has a connection read into one buffer that all share, where Node makes, shrinks and collects a new one for each chunk, fifty
 * times a second on every call. Node offers this to a connection that we open ourselves (the
 * option `onread` of `net.connect`); those of a server are made without asking, and get here what that option would set.
 * @returns false where there is no such thing, and nothing is changed: a connection under TLS, no socket at all, another Node
 */
export function readInPlace(connection: Duplex, onRead: OnRead): boolean {
  if (!(connection instanceof Socket) || connection instanceof TLSSocket) return false
  const handle: unknown = Reflect.get(connection, '_handle')
  const buffer = hidden(connection, 'kBuffer')
  const callback = hidden(connection, 'kBufferCb')
  if (!takesBuffer(handle) || buffer === undefined || callback === undefined) return false
  Reflect.set(connection, buffer, shared)
  Reflect.set(connection, callback, (length: number) => onRead(shared, length))
  handle.useUserBuffer(shared)
  return true
}

const hidden = (connection: Socket, name: string): symbol | undefined =>
  Object.getOwnPropertySymbols(connection).find(({ description }) => description === name)

const takesBuffer = (handle: unknown): handle is { useUserBuffer(buffer: Buffer): void } =>
  typeof handle === 'object' && handle !== null && typeof Reflect.get(handle, 'useUserBuffer') === 'function'
