import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const session = 'services/voice-gateway/src/session'

/** The arrows between the rooms: file, what it imports, whether that is allowed. */
const arrows: readonly [string, string, 'allowed' | 'refused'][] = [
  ['libs/events/src/p.ts', 'zod', 'allowed'],
  ['libs/events/src/p.ts', './q.ts', 'allowed'],
  ['libs/events/src/p.ts', 'node:fs', 'refused'],
  ['libs/tools/src/p.ts', '@frontdesk/events', 'refused'],
  ['libs/line/src/hours.ts', 'node:fs', 'refused'],
  ['libs/line/src/load.ts', 'node:fs/promises', 'allowed'],
  ['libs/audio/src/p.ts', 'node:fs', 'refused'],
  ['libs/disclosure/src/p.ts', '@frontdesk/line', 'refused'],
  ['libs/claims/src/p.ts', '@frontdesk/events', 'allowed'],
  ['libs/claims/src/p.ts', 'node:fs', 'refused'],
  [`${session}/decide.ts`, '@frontdesk/claims', 'allowed'],
  [`${session}/decide.ts`, '@frontdesk/audio/mulaw', 'allowed'],
  ['libs/bus/src/bus.ts', '@frontdesk/events', 'allowed'],
  ['libs/bus/src/bus.ts', '@frontdesk/sqlite', 'refused'],
  ['libs/bus/src/sqlite/p.ts', '@frontdesk/sqlite', 'allowed'],
  ['libs/bus/src/bus.ts', '@google-cloud/pubsub', 'refused'],
  ['libs/bus/src/sqlite/p.ts', '@google-cloud/pubsub', 'refused'],
  ['libs/bus/src/pubsub/p.ts', '@google-cloud/pubsub', 'allowed'],
  ['libs/bus/src/pubsub/p.ts', '@frontdesk/sqlite', 'refused'],
  ['libs/bus/src/pubsub/p.ts', '@frontdesk/emulators/pubsub', 'refused'],
  ['libs/bus/src/pubsub/testing/p.ts', '@frontdesk/emulators/pubsub', 'allowed'],
  ['libs/engines/src/p.ts', '@frontdesk/bus/pubsub', 'allowed'],
  ['libs/engines/src/p.ts', '@frontdesk/records/firestore', 'allowed'],
  ['libs/engines/src/p.ts', '@google-cloud/pubsub', 'refused'],
  ['libs/engines/src/p.ts', '@frontdesk/emulators/pubsub', 'refused'],
  ['libs/emulators/src/pubsub/p.ts', '@frontdesk/events', 'refused'],
  ['libs/records/src/p.ts', '@google-cloud/firestore', 'refused'],
  ['libs/records/src/sqlite/p.ts', '@google-cloud/firestore', 'refused'],
  ['libs/records/src/firestore/p.ts', '@google-cloud/firestore', 'allowed'],
  ['libs/records/src/firestore/p.ts', '@google-cloud/storage', 'refused'],
  ['libs/records/src/firestore/p.ts', '@frontdesk/sqlite', 'refused'],
  ['libs/records/src/firestore/p.ts', '@frontdesk/emulators/firestore', 'refused'],
  ['libs/records/src/gcs/p.ts', '@google-cloud/storage', 'allowed'],
  ['libs/records/src/gcs/p.ts', '@google-cloud/firestore', 'refused'],
  ['libs/records/src/gcs/testing/p.ts', '@frontdesk/emulators/storage', 'allowed'],
  ['libs/process/src/p.ts', '@frontdesk/emulators/pubsub', 'refused'],
  ['libs/records/src/p.ts', '@frontdesk/bus', 'refused'],
  ['libs/process/src/p.ts', 'node:fs/promises', 'allowed'],
  ['libs/process/src/p.ts', '@frontdesk/events', 'refused'],
  [`${session}/decide.ts`, 'node:timers', 'refused'],
  [`${session}/decide.ts`, '../carrier/carrier-leg.ts', 'allowed'],
  [`${session}/decide.ts`, '@frontdesk/bus/sqlite', 'refused'],
  [`${session}/run-call.ts`, '../carrier/carrier-leg.ts', 'allowed'],
  [`${session}/run-call.ts`, '../carrier/twilio/twilio-leg.ts', 'refused'],
  [`${session}/run-call.ts`, '../model/openai-realtime/messages.ts', 'refused'],
  ['services/voice-gateway/src/carrier/twilio/twilio-leg.ts', '../carrier-leg.ts', 'allowed'],
  ['services/voice-gateway/src/carrier/twilio/twilio-leg.ts', '../../session/state.ts', 'refused'],
  ['services/voice-gateway/src/carrier/twilio/twiml.ts', 'node:crypto', 'refused'],
  ['services/voice-gateway/src/model/openai-realtime/openai-realtime.ts', '../../carrier/carrier-leg.ts', 'refused'],
  ['services/tool-runner/src/p.ts', '@frontdesk/bus', 'allowed'],
  ['services/tool-runner/src/p.ts', '@frontdesk/voice-gateway/service', 'refused'],
  ['services/tool-runner/src/p.ts', '@frontdesk/simulators/calendar', 'refused'],
  ['services/voice-gateway/src/p.ts', '@frontdesk/emulators/pubsub', 'refused'],
  ['services/tool-runner/src/p.ts', '@frontdesk/emulators/pubsub', 'refused'],
  ['services/post-call/src/p.ts', '@frontdesk/emulators/pubsub', 'refused'],
  ['services/notifier/src/p.ts', '@frontdesk/emulators/pubsub', 'refused'],
  ['services/dashboard/src/p.ts', '@frontdesk/emulators/pubsub', 'refused'],
  ['services/notifier/src/routes.ts', '@slack/web-api', 'refused'],
  ['services/notifier/src/p.ts', '@frontdesk/dashboard/service', 'refused'],
  ['services/dashboard/src/p.ts', '@frontdesk/records', 'allowed'],
  ['services/dashboard/src/p.ts', '@frontdesk/voice-gateway/service', 'refused'],
  ['services/dashboard/src/p.ts', '@frontdesk/simulators/carrier', 'refused'],
  ['services/dashboard/src/page/p.ts', '@frontdesk/records', 'refused'],
  ['services/dashboard/src/page/p.ts', './html.ts', 'allowed'],
  ['services/post-call/src/p.ts', '@frontdesk/notifier/service', 'refused'],
  ['services/standalone/src/p.ts', '@frontdesk/simulators/carrier', 'allowed'],
]

test('an import against the plan of the house is a lint error, and one along it is not', async () => {
  const house = await realpath(await mkdtemp(join(tmpdir(), 'boundaries-')))
  try {
    await cp(join(root, 'biome.json'), join(house, 'biome.json'))
    const files = Map.groupBy(arrows, ([file]) => file)
    for (const [file, its] of files) {
      await mkdir(join(house, dirname(file)), { recursive: true })
      await writeFile(join(house, file), its.map(([, from]) => `import '${from}'\n`).join(''))
    }
    const found = await refusedImports(house)
    for (const [file, from, expected] of arrows) {
      assert.equal(found.has(`${file} ${from}`) ? 'refused' : 'allowed', expected, `${file} imports ${from}`)
    }
  } finally {
    await rm(house, { recursive: true })
  }
})

async function refusedImports(house: string): Promise<ReadonlySet<string>> {
  const biome = join(root, 'node_modules/.bin/biome')
  const args = [
    'lint',
    '--vcs-enabled=false',
    '--only=style/noRestrictedImports',
    '--reporter=github',
    '--max-diagnostics=none',
    '.',
  ]
  const { stdout } = await promisify(execFile)(biome, args, { cwd: house }).catch(
    (failed: { stdout: string }) => failed,
  )
  const lines = new Map<string, string[]>()
  for (const [file, its] of Map.groupBy(arrows, ([file]) => file))
    lines.set(
      file,
      its.map(([, from]) => from),
    )
  const found = [...stdout.matchAll(/file=([^,]+),line=(\d+)/g)]
  const imported = (file: string, line: number) => `${file} ${lines.get(file)?.[line - 1]}`
  return new Set(found.map(([, file = '', line]) => imported(relative(house, file), Number(line))))
}
