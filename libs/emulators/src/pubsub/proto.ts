import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { ServiceDefinition } from '@grpc/grpc-js'
import { fromJSON } from '@grpc/proto-loader'
import { z } from 'zod'

/** The vendor's client ships the description of its wire; what we speak is read from there and from nowhere else. */
const described = createRequire(import.meta.url)
  .resolve('@google-cloud/pubsub')
  .replace(/src\/index\.js$/, 'protos/protos.json')

const root = z.object({ nested: z.record(z.string(), z.any()) })
const wire = fromJSON(root.parse(JSON.parse(readFileSync(described, 'utf8'))), {
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
})

export const publisherService = serviceOf('google.pubsub.v1.Publisher')
export const subscriberService = serviceOf('google.pubsub.v1.Subscriber')

function serviceOf(name: string): ServiceDefinition {
  const service = wire[name]
  if (service === undefined || 'format' in service) throw new TypeError(`${described} describes no service ${name}`)
  return service
}
