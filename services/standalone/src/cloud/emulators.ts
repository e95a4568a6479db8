import { type Managed, startTogether } from './managed.ts'
import { inRepository } from './places.ts'

type Env = Readonly<Record<string, string>>

interface Emulator {
  readonly name: string
  readonly file: string
  /** Where it is; named by whoever has another one. */
  readonly variable: string
  /** What it says last, when it can be used; the same unless told. */
  readonly saysLast?: string
  readonly args: readonly string[]
}

const bucket = 'recordings'

const emulators: readonly Emulator[] = [
  {
    name: 'pubsub',
    file: 'libs/emulators/src/pubsub/main.ts',
    variable: 'PUBSUB_EMULATOR_HOST',
    saysLast: 'PUBSUB_PUSH_CERTS_URL',
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
    args: ['--port', '0', '--bucket', bucket],
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
  onLine: (line: string, name: string) => void,
): Promise<GoogleEngines> {
  await using opened = new AsyncDisposableStack()
  const own = { GOOGLE_CLOUD_PROJECT: named.GOOGLE_CLOUD_PROJECT || 'frontdesk-demo', RECORDINGS_BUCKET: bucket }
  const isNamed = ({ variable }: Emulator) => Boolean(named[variable])
  const programs = emulators
    .filter((emulator) => !isNamed(emulator))
    .map(({ name, file, variable, saysLast = variable, args }) => ({
      ...{ name, args, file: inRepository(file), env: {} },
      onLine: (line: string) => onLine(line, name),
      isReady: (line: string) => line.startsWith(`${saysLast}=`),
    }))
  const processes = await startTogether(opened, programs)
  const elsewhere = emulators.filter(isNamed).map(({ variable }) => [variable, named[variable] ?? ''])
  if (named.STORAGE_EMULATOR_HOST) await makeBucket(named.STORAGE_EMULATOR_HOST, own.GOOGLE_CLOUD_PROJECT)
  const closing = opened.move()
  return {
    env: Object.assign({}, own, Object.fromEntries(elsewhere), ...processes.map(({ told }) => told)),
    processes,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** Ours is told its bucket at its start; somebody else's may not have it. https://cloud.google.com/storage/docs/json_api/v1/buckets/insert */
export async function makeBucket(host: string, project: string, name = bucket): Promise<void> {
  const { origin } = new URL(/^https?:/.test(host) ? host : `http://${host}`)
  const response = await fetch(`${origin}/storage/v1/b?project=${encodeURIComponent(project)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })
  await response.body?.cancel()
  if (!response.ok && response.status !== 409)
    throw new Error(`the bucket ${name} cannot be made at ${host}: it answered ${response.status}`)
}
