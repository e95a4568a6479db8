import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What of this repository a service's image holds: the service, the rooms that it stands on, the lines, and no test, simulator or
 * emulator. The Dockerfile copies by this very list. `node scripts/image-contents.ts SERVICE` prints it; with `--copy FOLDER` it
 * is laid out there: `manifests/` is all that an installation needs, `code/` the rest.
 */
const root = fileURLToPath(new URL('../', import.meta.url))

/** Of a room an image takes these folders. */
const folders = ['src', 'voices']
/** Equipment of tests, wherever it stands. */
const equipment =
  /(^|\/)(test|testing|bench|campaign|contract)\/|\.test\.ts$|\/(contract|testing|crash-child)\.ts$|\.(log|md)$/
const manifestsOfAll = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']

export interface ImageContents {
  readonly manifests: readonly string[]
  readonly code: readonly string[]
}

/** Paths from the repository's root, in order. @throws when there is no such service */
export async function imageContents(service: string): Promise<ImageContents> {
  const rooms = await roomsOf(service)
  const manifests = [...manifestsOfAll, ...rooms.map((room) => `${room}/package.json`)]
  const code = await Promise.all(rooms.flatMap((room) => folders.map((folder) => filesIn(join(room, folder)))))
  const all = ['LICENSE', ...(await filesIn('lines')), ...code.flat()]
  return { manifests, code: all.filter((path) => !equipment.test(path)).sort() }
}

/** The service's own folder first, then those of the rooms that it depends on, however far. */
async function roomsOf(service: string): Promise<string[]> {
  const places = new Map<string, string>()
  for (const group of ['libs', 'services'])
    for (const name of await readdir(join(root, group))) places.set(`@frontdesk/${name}`, `${group}/${name}`)
  const first = places.get(`@frontdesk/${service}`)
  if (!first?.startsWith('services/')) {
    const known = [...places.values()].filter((place) => place.startsWith('services/'))
    throw new Error(`there is no service ${JSON.stringify(service)}; there are ${known.sort().join(', ')}`)
  }
  const found = new Set([first])
  for (const room of found)
    for (const name of await dependenciesOf(room)) {
      const place = places.get(name)
      if (place !== undefined) found.add(place)
    }
  const [own = first, ...others] = found
  return [own, ...others.sort()]
}

async function dependenciesOf(room: string): Promise<string[]> {
  const manifest: unknown = JSON.parse(await readFile(join(root, room, 'package.json'), 'utf8'))
  if (typeof manifest !== 'object' || manifest === null || !('dependencies' in manifest)) return []
  return Object.keys(manifest.dependencies ?? {})
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}

async function layOut(service: string, folder: string): Promise<void> {
  const { manifests, code } = await imageContents(service)
  const copy = async (path: string, to: string) => {
    await mkdir(dirname(join(folder, to, path)), { recursive: true })
    await copyFile(join(root, path), join(folder, to, path))
  }
  for (const path of manifests) await copy(path, 'manifests')
  for (const path of code) await copy(path, 'code')
  // The image's command is the same for every service.
  await writeFile(join(folder, 'code/main.mjs'), `import './services/${service}/src/main.ts'\n`)
}

async function main([service, copy, folder]: readonly string[]): Promise<number> {
  if (service === undefined || (copy !== undefined && (copy !== '--copy' || folder === undefined))) {
    process.stderr.write('node scripts/image-contents.ts SERVICE [--copy FOLDER]\n')
    return 2
  }
  if (folder !== undefined) await layOut(service, folder)
  const { manifests, code } = await imageContents(service)
  process.stdout.write(`${[...manifests, ...code, 'main.mjs'].join('\n')}\n`)
  return 0
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
