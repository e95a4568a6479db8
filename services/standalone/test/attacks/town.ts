import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Line } from '@frontdesk/line'
import { loadLines } from '@frontdesk/line/load'
import { openLog } from '@frontdesk/process/log'
import { startWorld, type World } from '@frontdesk/simulators/world'
import { demoLines } from '../../src/demo-lines.ts'
import { standaloneEnv } from '../../src/env.ts'
import { type House, openHouse } from '../../src/house.ts'
import { partiesOf } from '../../src/parties.ts'
import { worldFor } from '../../src/world-for.ts'

const linesDir = fileURLToPath(new URL('../../../../lines/', import.meta.url))

/** A house with two lines, and the world around it. */
export interface Town extends AsyncDisposable {
  readonly house: House
  readonly world: World
  /** Whom callers ring; somebody is there to be put through to. */
  readonly line: Line
  readonly otherLine: Line
  /** What the house signs ids with. */
  readonly secrets: readonly string[]
  readonly logged: readonly string[]
  /** Once the call has begun. */
  callIdOf(callSid: string): Promise<string>
  /** The house finishes what it is about; the world stays, to be looked at. */
  closeHouse(): Promise<void>
}

/** Nobody's sentences: what is said before the caller's turn takes as long as it takes to say. */
const inFewWords = (line: Line): Line => ({
  ...line,
  agent: { ...line.agent, greeting: { de: 'Hier ist die KI.', en: 'This is the AI.' } },
  disclosure: {
    ...line.disclosure,
    consentNotice: { de: 'Wir zeichnen auf.', en: 'We record.' },
    consentQuestion: { de: 'Ja oder nein?', en: 'Yes or no?' },
  },
})

export async function openTown(): Promise<Town> {
  await using opened = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'town-'))
  opened.defer(() => rm(dataDir, { recursive: true, force: true }))
  const all = new Map((await loadLines(linesDir)).map((line) => [line.id, line]))
  const [practice, otherLine] = [all.get('berlin-dental'), all.get('california-salon')]
  if (practice === undefined || otherLine === undefined) throw new Error(`a line is missing in ${linesDir}`)
  const line = inFewWords(demoLines(practice, Temporal.Now.instant()).practiceOpenNow)
  const world = opened.use(await startWorld(worldFor([line, otherLine])))
  // Nobody transcribes a hundred recordings here.
  world.carrier.settings.recordingDelayMs = 3_600_000
  const secrets = ['a secret of the town']
  const logged: string[] = []
  const closing = opened.use(new AsyncDisposableStack())
  const house = closing.use(
    await openHouse({
      ...{ dataDir, port: 0, host: '127.0.0.1', realtimeModel: 'gpt-realtime-2.1', slotSecrets: secrets },
      lines: [line, otherLine],
      parties: partiesOf(standaloneEnv({}), world),
      log: openLog({ service: 'town', level: 'debug', destination: { write: (text) => logged.push(text) } }),
      onLost: () => {},
    }),
  )
  const callIdOf = await watchBeginnings(house, closing)
  for (const { number } of [line, otherLine]) {
    const at = (path: string) => `${house.url}/voice/${path}`
    world.carrier.number(number, { voiceUrl: at('incoming'), statusCallbackUrl: at('status') })
  }
  const whole = opened.move()
  return {
    ...{ house, world, line, otherLine, secrets, logged, callIdOf },
    closeHouse: () => closing.disposeAsync(),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  }
}

/** What the house calls the calls that the carrier names, as anybody downstream learns it. */
async function watchBeginnings({ bus }: House, closing: AsyncDisposableStack) {
  const begun = new Map<string, PromiseWithResolvers<string>>()
  const of = (callSid: string) => {
    const known = begun.get(callSid) ?? Promise.withResolvers<string>()
    begun.set(callSid, known)
    return known
  }
  closing.use(
    await bus.subscribe(
      { name: 'town', topic: 'call-events' },
      { 'call.started': async ({ data }) => of(data.callSid).resolve(data.callId) },
    ),
  )
  return (callSid: string) => of(callSid).promise
}
