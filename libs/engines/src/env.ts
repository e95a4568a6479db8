import type { TellFault } from '@frontdesk/process/env'
import { hostAndPort, setting, settings, text, url } from '@frontdesk/process/settings'
import { z } from 'zod'

/** What a process may stand on: how events travel, what is kept, and where recordings are. */
export type Part = 'bus' | 'records' | 'recordings'

const topologies = ['make', 'expect'] as const

/**
 * Where the engines are. Without a Google Cloud project they are one SQLite file and a folder in DATA_DIR; with one they are
 * Pub/Sub, Firestore and Cloud Storage, or the emulators of all that are used. A process picks them all: which of them it needs is
 * for `checkEngines` to say.
 */
export const engineSettings = {
  NODE_ENV: settings.NODE_ENV,
  DATA_DIR: settings.DATA_DIR.unwrap().optional(),
  GOOGLE_CLOUD_PROJECT: settings.GOOGLE_CLOUD_PROJECT.optional(),
  PUBSUB_EMULATOR_HOST: hostAndPort('localhost:8085').optional(),
  FIRESTORE_EMULATOR_HOST: hostAndPort('localhost:8080').optional(),
  /** Becomes an address without a path. Google's client itself reads the variable as the base of its requests: other emulators than ours want `/storage/v1` there. */
  STORAGE_EMULATOR_HOST: setting(
    z
      .string()
      .regex(/^(https?:\/\/)?[A-Za-z0-9.-]+:\d{1,5}(\/storage\/v1)?\/?$/)
      .transform((value) => new URL(/^https?:/.test(value) ? value : `http://${value}`).origin),
    {
      allowed: 'a host and a port, with or without http:// before and /storage/v1 behind it',
      example: 'localhost:9199',
    },
  ).optional(),
  /** Several houses can share a project: it begins every name of a topic and a subscription. */
  PUBSUB_PREFIX: setting(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,30}$/), {
    allowed: 'a letter, then letters, digits and dashes, 31 at most',
    example: 'staging-',
  }).optional(),
  /** Unless told: emulators are furnished by whoever comes, a real project by its owner. */
  PUBSUB_TOPOLOGY: setting(z.enum(topologies), {
    allowed:
      'make, where topics and subscriptions that are missing are to be made, or expect, where they must be there',
    example: 'expect',
  }).optional(),
  FIRESTORE_DATABASE: text('the id of a Firestore database; without it the default one', 'frontdesk').optional(),
  RECORDINGS_BUCKET: text('the name of a Cloud Storage bucket', 'example-recordings').optional(),
}

/** For those whose subscriptions Pub/Sub may post to, instead of them asking: a service on Cloud Run costs nothing while nobody rings. */
export const pushSettings = {
  PUSH_ENDPOINT: url('https://post-call.example.com/events').optional(),
  /** The service account that the push subscription posts as. */
  PUSH_SERVICE_ACCOUNT: setting(z.string().regex(/^[^\s@]+@[^\s@]+$/), {
    allowed: 'the e-mail address of a service account',
    example: 'pusher@example.iam.gserviceaccount.com',
  }).optional(),
  PUSH_AUDIENCE: text('the audience that the push subscription writes into its tokens', 'post-call').optional(),
  /** An emulator's own keys for push tokens; Google's are known. */
  PUBSUB_PUSH_CERTS_URL: url('http://localhost:8086/oauth2/v1/certs').optional(),
}

type Given<Settings extends z.ZodRawShape> = {
  readonly [K in keyof Settings]?: z.output<Settings[K]> | undefined
}
export type EngineSettings = Given<typeof engineSettings>
export type PushSettings = Given<typeof pushSettings>

const emulatorOf = {
  bus: 'PUBSUB_EMULATOR_HOST',
  records: 'FIRESTORE_EMULATOR_HOST',
  recordings: 'STORAGE_EMULATOR_HOST',
} as const satisfies Record<Part, keyof EngineSettings>
const emulators = Object.values(emulatorOf)
const googles = [
  ...emulators,
  ...(['PUBSUB_PREFIX', 'PUBSUB_TOPOLOGY', 'FIRESTORE_DATABASE', 'RECORDINGS_BUCKET'] as const),
]

/** Tells what is wrong with the engines' settings together: half of one house and half of another, or a play in production. */
export function checkEngines(
  given: EngineSettings,
  parts: readonly Part[],
  fault: TellFault<keyof EngineSettings>,
): void {
  const isSet = (name: keyof EngineSettings) => given[name] !== undefined
  const emulated = emulators.filter(isSet)
  if (given.NODE_ENV === 'production')
    for (const name of emulated) fault(name, 'NODE_ENV is production: nothing that is kept may be in an emulator')
  if (!isSet('GOOGLE_CLOUD_PROJECT')) {
    const sets = googles.filter(isSet)
    if (sets.length > 0)
      fault('GOOGLE_CLOUD_PROJECT', `${sets.join(' and ')} is set, which belongs to a project's engines`)
    return
  }
  if (isSet('DATA_DIR'))
    fault(
      'DATA_DIR',
      'GOOGLE_CLOUD_PROJECT is set too: the house stands on a folder or on a project, take one of them away',
    )
  const [first] = emulated
  for (const part of parts) {
    const name = emulatorOf[part]
    if (first !== undefined && !isSet(name))
      fault(name, `${first} is set: ${part} must not be real where the rest is not`)
  }
  if (parts.includes('recordings') && !isSet('RECORDINGS_BUCKET'))
    fault('RECORDINGS_BUCKET', 'GOOGLE_CLOUD_PROJECT is set: recordings are kept in a bucket')
}

/** Tells what is wrong with what is said of being pushed to. */
export function checkPush(
  given: PushSettings & EngineSettings,
  fault: TellFault<keyof PushSettings | 'GOOGLE_CLOUD_PROJECT'>,
): void {
  const { PUSH_ENDPOINT: endpoint, PUSH_SERVICE_ACCOUNT: account, PUBSUB_PUSH_CERTS_URL: certs, NODE_ENV } = given
  if (endpoint !== undefined && account === undefined)
    fault('PUSH_SERVICE_ACCOUNT', 'PUSH_ENDPOINT is set: only who is known may post there')
  if (endpoint === undefined)
    for (const name of ['PUSH_SERVICE_ACCOUNT', 'PUSH_AUDIENCE', 'PUBSUB_PUSH_CERTS_URL'] as const)
      if (given[name] !== undefined) fault('PUSH_ENDPOINT', `${name} is set`)
  if (endpoint !== undefined && given.GOOGLE_CLOUD_PROJECT === undefined)
    fault('GOOGLE_CLOUD_PROJECT', 'PUSH_ENDPOINT is set: without a project there is nobody who pushes')
  if (NODE_ENV !== 'production') return
  if (certs !== undefined) fault('PUBSUB_PUSH_CERTS_URL', "NODE_ENV is production: only Google's own keys are trusted")
  if (endpoint?.startsWith('http:')) fault('PUSH_ENDPOINT', 'NODE_ENV is production: it must be an https address')
}
