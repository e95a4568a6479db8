import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { imageContents } from '../../../scripts/image-contents.ts'
import { inRepository } from '../src/cloud/places.ts'

const root = inRepository('')
const services = await readdir(join(root, 'services'))
const inProduction = services.filter((service) => service !== 'standalone')
/** What docker-compose.yml and whoever tries it run besides. */
const ofTheDemo = ['cloud/street.ts', 'cloud/balancer-main.ts', 'call.ts'].map(
  (file) => `services/standalone/src/${file}`,
)
const manifestSchema = z.object({ exports: z.record(z.string(), z.string()).default({}) })

/** What the file says that it loads from this repository, as paths from the root. */
async function loads(file: string): Promise<string[]> {
  const text = (await readFile(join(root, file), 'utf8')).replaceAll(/^\s*(\*|\/\/).*$/gm, '')
  const froms = [...text.matchAll(/(?:^(?:import|export|\}) (?!type)[^'\n]*?from |^import |import\()'([^']+)'/gm)]
  const beside = [...text.matchAll(/new URL\('(\.[^']+)', import\.meta\.url\)/g)]
  const paths = [...froms, ...beside].flatMap(([, path = '']) => (path.endsWith('/') ? [] : path))
  const found = await Promise.all(
    paths.map(async (path) => {
      if (path.startsWith('.')) return [normalize(join(dirname(file), path))]
      const [, room, rest] = /^@frontdesk\/([^/]+)(\/.*)?$/.exec(path) ?? []
      if (room === undefined) return []
      const folder = ['libs', 'services'].map((group) => `${group}/${room}`).find((at) => existsSync(join(root, at)))
      const manifest = manifestSchema.parse(JSON.parse(await readFile(join(root, `${folder}/package.json`), 'utf8')))
      return [normalize(`${folder}/${manifest.exports[rest === undefined ? '.' : `.${rest}`]}`)]
    }),
  )
  return found.flat()
}

describe('an image', () => {
  for (const service of services) {
    test(`of ${service} holds all that its service loads`, async () => {
      const { manifests, code } = await imageContents(service)
      const there = new Set([...manifests, ...code])
      const seen = new Set([`services/${service}/src/main.ts`, ...(service === 'standalone' ? ofTheDemo : [])])
      for (const file of seen) {
        assert.ok(there.has(file), `${file} is not in the image`)
        if (file.endsWith('.ts')) for (const path of await loads(file)) seen.add(path)
      }
      assert.ok(seen.size > 20)
    })
  }

  test('of a service in production holds no test, no simulator and no emulator', async () => {
    for (const service of inProduction) {
      const { manifests, code } = await imageContents(service)
      const equipment = [...manifests, ...code].filter((path) => /test|simulators|emulators|bench|campaign/.test(path))
      assert.deepEqual(equipment, [], service)
    }
  })

  test('of a service that there is not cannot be made', async () => {
    await assert.rejects(imageContents('nobody'), /no service "nobody"; there are .*services\/voice-gateway/)
    await assert.rejects(imageContents('bus'), /no service "bus"/)
  })
})
