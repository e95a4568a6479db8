import type { PushOptions } from '@frontdesk/bus/pubsub'
import type { Place } from './engines.ts'
import type { EngineSettings, PushSettings } from './env.ts'

/** Beyond one machine: Pub/Sub, Firestore and Cloud Storage of one project, or their emulators. */
export function googlePlace(projectId: string, env: EngineSettings & PushSettings, pushed: readonly string[]): Place {
  return {
    async bus(onReport) {
      const pubsub = await import('@frontdesk/bus/pubsub')
      const { PUBSUB_EMULATOR_HOST: host, PUBSUB_PREFIX: prefix, PUBSUB_PUSH_CERTS_URL: certsUrl } = env
      const certs = () => (certsUrl === undefined ? pubsub.googleCerts() : pubsub.certsAt(certsUrl))
      const push = pushOf(env, pushed, certs)
      const bus = await pubsub.openPubSubBus({
        ...{ projectId, onReport },
        topology: env.PUBSUB_TOPOLOGY ?? (host === undefined ? 'expect' : 'make'),
        ...(host === undefined ? {} : { emulatorHost: host }),
        ...(prefix === undefined ? {} : { prefix }),
        ...(push === undefined ? {} : { push }),
      })
      return { bus, receivePush: push && ((request) => bus.receivePush(request)) }
    },
    async records() {
      const { openFirestoreRecords } = await import('@frontdesk/records/firestore')
      const { FIRESTORE_EMULATOR_HOST: emulatorHost, FIRESTORE_DATABASE: databaseId } = env
      return openFirestoreRecords({
        projectId,
        ...(emulatorHost === undefined ? {} : { emulatorHost }),
        ...(databaseId === undefined ? {} : { databaseId }),
      })
    },
    async recordings() {
      const { openGcsRecordings } = await import('@frontdesk/records/gcs')
      const { RECORDINGS_BUCKET: bucket, STORAGE_EMULATOR_HOST: emulatorUrl } = env
      if (bucket === undefined) throw new TypeError('RECORDINGS_BUCKET is missing: checkEngines asks for it')
      return openGcsRecordings({ projectId, bucket, ...(emulatorUrl === undefined ? {} : { emulatorUrl }) })
    },
  }
}

function pushOf(
  { PUSH_ENDPOINT: endpoint, PUSH_SERVICE_ACCOUNT: serviceAccount, PUSH_AUDIENCE: audience }: PushSettings,
  subscriptions: readonly string[],
  certs: () => PushOptions['certs'],
): PushOptions | undefined {
  if (endpoint === undefined || serviceAccount === undefined || subscriptions.length === 0) return undefined
  return { endpoint, serviceAccount, audience: audience ?? endpoint, subscriptions, certs: certs() }
}
