import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { ServiceDefinition } from '@grpc/grpc-js'
import { fromJSON } from '@grpc/proto-loader'
import { z } from 'zod'

const root = z.object({ nested: z.record(z.string(), z.any()) })
const require = createRequire(import.meta.url)

/** A vendor's client ships the description of its wire; what we speak is read from there and from nowhere else. */
export function wireOf(client: string, description: string): { service(name: string): ServiceDefinition } {
  const file = require.resolve(client).replace(/src\/index\.js$/, description)
  const wire = fromJSON(root.parse(JSON.parse(readFileSync(file, 'utf8'))), {
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  })
  return {
    service(name) {
      const service = wire[name]
      if (service === undefined || 'format' in service) throw new TypeError(`${file} describes no service ${name}`)
      return service
    },
  }
}
