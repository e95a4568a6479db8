import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const root = new URL('../../../../', import.meta.url)

/** A file of the repository by its path from the root. */
export const inRepository = (path: string): string => fileURLToPath(new URL(path, root))

/** A port that nobody held a moment ago: for what must be named before it is opened. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new TypeError('a listening server has no port')
  return address.port
}
