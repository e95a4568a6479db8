import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { checkRecordingName, NoSuchRecording, type Recordings, type StoredRecording } from '../recordings.ts'

/** Half-written files live here, on the same file system: no recording's name may begin with a dot. */
const incomingName = '.incoming'
/** Tells what this process is writing from what an earlier one with the same number left behind. */
const writer = `${process.pid}.${randomUUID()}`

/**
 * Recordings in a folder of this machine, readable by its owner alone. A recording appears whole, on disk, or not at all; what
 * an earlier process left half-written is removed when the folder is opened.
 */
export async function openFolderRecordings(folder: string): Promise<Recordings> {
  const root = resolve(folder)
  const incoming = join(root, incomingName)
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  await removeAbandoned(incoming)

  const pathOf = (name: string) => {
    checkRecordingName(name)
    return join(root, name)
  }
  const find = async (name: string) => describeFile(name, pathOf(name))
  return {
    find,
    async put(name, audio) {
      const path = pathOf(name)
      const present = await find(name)
      if (present !== undefined) {
        audio.destroy()
        return present
      }
      return storeFile(name, path, join(incoming, `${writer}.${randomUUID()}`), audio)
    },
    async open(name) {
      const handle = await unlessMissing(open(pathOf(name)))
      if (handle === undefined) throw new NoSuchRecording(name)
      return handle.createReadStream()
    },
    remove: async (name) => rm(pathOf(name), { force: true }),
  }
}

async function storeFile(name: string, path: string, draft: string, audio: Readable): Promise<StoredRecording> {
  try {
    const written = await writeFile(draft, audio)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    // A link, not a rename: it fails where another was first, so that nobody's recording is replaced.
    const isFirst = await link(draft, path).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === 'EEXIST') return false
        throw error
      },
    )
    await syncFolder(dirname(path))
    const first = isFirst ? { name, ...written, url: pathToFileURL(path).href } : await describeFile(name, path)
    if (first === undefined) throw new NoSuchRecording(name)
    return first
  } finally {
    await rm(draft, { force: true })
  }
}

async function writeFile(path: string, audio: Readable): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    audio.destroy()
    throw error
  })
  try {
    // Leaving the loop early destroys the stream; a stream that fails throws here.
    for await (const chunk of audio) {
      const piece: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
      hash.update(piece)
      bytes += piece.length
      await file.writeFile(piece)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** The hash is read off the bytes: a note of it beside the file could be lost, or belong to another. */
async function describeFile(name: string, path: string): Promise<StoredRecording | undefined> {
  const found = await unlessMissing(stat(path))
  if (!found?.isFile()) return undefined
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of createReadStream(path)) {
    hash.update(piece)
    bytes += piece.length
  }
  return { name, bytes, sha256: hash.digest('hex'), url: pathToFileURL(path).href }
}

/** Makes the name itself outlive a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Removes the drafts whose writer is gone; processes that share the folder share this machine's numbering of processes. */
async function removeAbandoned(incoming: string): Promise<void> {
  const drafts = await readdir(incoming)
  const abandoned = drafts.filter((draft) => {
    const pid = Number(draft.split('.')[0])
    return pid === process.pid ? !draft.startsWith(writer) : !isAlive(pid)
  })
  await Promise.all(abandoned.map((draft) => rm(join(incoming, draft), { force: true })))
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return codeOf(error) === 'EPERM'
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}
