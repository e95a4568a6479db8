import { inRepository } from './places.ts'
import { type Managed, startProcess } from './managed.ts'

type Env = Readonly<Record<string, string>>

interface Emulator {
  readonly name: string
  readonly file: string
  /** What it says when it can be used, and what is named instead of it. */
  readonly variable: string
  readonly args: readonly string[]
}

const emulators: readonly Emulator[] = [
  {
    name: 'pubsub',
    file: 'libs/emulators/src/pubsub/main.ts',
    variable: 'PUBSUB_EMULATOR_HOST',
    args: ['--port', '0', '--certs-port', '0'],
  },
  {
    name: 'firestore',
    file: 'libs/emulators/src/firestore/main.ts',
    variable: 'FIRESTORE_EMULATOR_HOST',
    args: ['--port', '0'],
  },
  {
    name: 'storage',
    file: 'libs/emulators/src/storage/main.ts',
    variable: 'STORAGE_EMULATOR_HOST',
    args: ['--port', '0'],
  },
]

export interface GoogleEngines extends AsyncDisposable {
  /** What a service is told of its engines. */
  readonly env: Env
  readonly processes: readonly Managed[]
}

/** Each engine of Google's where its variable says, else an emulator of our own as a process. */
export async function openGoogleEngines(
  named: Readonly<Record<string, string | undefined>>,
  onLine: (name: string, line: string) => void,
): Promise<GoogleEngines> {
  await using opened = new AsyncDisposableStack()
  const started = emulators.map(async ({ name, file, variable, args }) => {
    const given = named[variable]
    if (given) return { env: { [variable]: given } }
    const managed = await startProcess({
      ...{ name, file: inRepository(file), args, env: {} },
      onLine: (line) => onLine(name, line),
      isReady: (line) => line.startsWith(`${variable}=`),
    })
    return { env: managed.told, managed }
  })
  const all = await Promise.all(started)
  for (const { managed } of all) opened.use(managed)
  const closing = opened.move()
  const own = { GOOGLE_CLOUD_PROJECT: named.GOOGLE_CLOUD_PROJECT || 'frontdesk-demo', RECORDINGS_BUCKET: 'recordings' }
  return {
    env: Object.assign({}, own, ...all.map(({ env }) => env)),
    processes: all.flatMap(({ managed }) => managed ?? []),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
