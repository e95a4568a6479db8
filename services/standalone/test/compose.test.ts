import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parse } from 'yaml'
import { z } from 'zod'
import { imageContents } from '../../../scripts/image-contents.ts'
import { inRepository } from '../src/cloud/places.ts'

const root = inRepository('')
const text = z.union([z.string(), z.number()]).transform(String)
const service = z.object({
  profiles: z.array(z.string()),
  build: z.object({ context: z.literal('.'), args: z.object({ SERVICE: z.string() }) }).optional(),
  image: z.string(),
  command: z.array(text).optional(),
  environment: z.record(z.string(), text).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  read_only: z.boolean().optional(),
})
const file = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
})
const compose = file.parse(parse(await readFile(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }))
const services = Object.entries(compose.services)
const own = services.filter(([, { build }]) => build !== undefined)

/** Every setting that the service reads, by its own env.ts and the files of shared settings. */
async function settingsOf(name: string): Promise<ReadonlySet<string>> {
  const files = [`services/${name}/src/env.ts`, 'libs/engines/src/env.ts', 'services/dashboard/src/settings.ts']
  const texts = await Promise.all(files.map((path) => readFile(join(root, path), 'utf8')))
  return new Set(texts.join('\n').match(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b|\bPORT\b/g))
}

describe('docker-compose.yml', () => {
  test('builds services that there are, all by the one Dockerfile, and an image has one service', () => {
    for (const [name, { build, image }] of own) {
      const at = `services/${build?.args.SERVICE}`
      assert.ok(existsSync(join(root, at, 'src/main.ts')), `${name}: ${at}`)
      assert.equal(image, `frontdesk/${build?.args.SERVICE}`, name)
    }
  })

  test('runs every service, over emulators and on one machine, with two gateways behind one port', () => {
    const built = (profile: string) =>
      own.filter(([, { profiles }]) => profiles.includes(profile)).map(([, { build }]) => build?.args.SERVICE ?? '')
    const all = ['dashboard', 'notifier', 'post-call', 'tool-runner', 'voice-gateway']
    assert.deepEqual(built('machine').sort(), all)
    assert.deepEqual([...new Set(built('emulators'))].sort(), [...all, 'standalone'].sort())
    const gateways = own.filter(
      ([, { profiles, build }]) => profiles.includes('emulators') && build?.args.SERVICE === 'voice-gateway',
    )
    const { command = [] } = compose.services.balancer ?? {}
    const targets = command.filter((arg) => arg.startsWith('--to=')).map((arg) => arg.split(':').at(-1))
    assert.deepEqual(
      targets,
      gateways.map(([, { environment }]) => environment.PORT),
    )
  })

  test('names what is there: services to wait for, volumes, secrets, folders, files in images', async () => {
    for (const [name, { depends_on, volumes, secrets, network_mode, command, build, profiles }] of services) {
      for (const other of [...Object.keys(depends_on), ...(network_mode?.split(':').slice(1) ?? [])])
        assert.ok(
          compose.services[other]?.profiles.some((profile) => profiles.includes(profile)),
          `${name}: ${other}`,
        )
      for (const volume of volumes) {
        const [from = ''] = volume.split(':')
        assert.ok(from.startsWith('.') ? existsSync(join(root, from)) : from in compose.volumes, `${name}: ${from}`)
      }
      for (const secret of secrets) assert.ok(secret in compose.secrets, `${name}: ${secret}`)
      const script = command?.find((arg) => arg.endsWith('.ts'))
      if (script === undefined || build === undefined) continue
      assert.ok((await imageContents(build.args.SERVICE)).code.includes(script), `${name}: ${script}`)
    }
  })

  test('sets only what the service reads', async () => {
    for (const [name, { environment, build }] of own) {
      if (build === undefined || build.args.SERVICE === 'standalone') continue
      const known = await settingsOf(build.args.SERVICE)
      for (const variable of Object.keys(environment))
        assert.ok(known.has(variable) || variable === 'GOOGLE_APPLICATION_CREDENTIALS', `${name}: ${variable}`)
    }
  })

  test('gives no two of those who share a loopback the same port, and publishes to this machine alone', () => {
    for (const profile of ['emulators', 'machine']) {
      const those = services.filter(([, { profiles }]) => profiles.includes(profile))
      const published = those.flatMap(([, { ports }]) => ports)
      for (const port of published) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/)
      assert.equal(new Set(published).size, published.length)
      const listening = those.flatMap(([, { network_mode, environment, command = [] }]) =>
        network_mode === undefined ? [] : [environment.PORT ?? command.find((arg) => arg.startsWith('--port='))],
      )
      assert.equal(new Set(listening).size, listening.length, `${listening}`)
    }
  })

  test('runs ours on a file system that is only read', () => {
    for (const [name, { read_only }] of own) assert.equal(read_only, true, name)
  })
})
