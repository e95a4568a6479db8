import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bookingCalendars, type Line } from '@frontdesk/line'
import { loadLines } from '@frontdesk/line/load'
import { silentLog } from '@frontdesk/process/log'
import type { CallRecord, Records } from '@frontdesk/records'
import { findScenario } from '@frontdesk/simulators/scenarios'
import { startWorld, type World } from '@frontdesk/simulators/world'
import type { PlaceCall } from '../src/control.ts'
import { openDemo } from '../src/demo.ts'
import { demoLines } from '../src/demo-lines.ts'
import { standaloneEnv } from '../src/env.ts'
import { type House, openHouse } from '../src/house.ts'
import { partiesOf } from '../src/parties.ts'
import { openTerminal } from '../src/terminal.ts'
import { worldFor } from '../src/world-for.ts'

export const linesDir = fileURLToPath(new URL('../../../lines/', import.meta.url))

export interface Street extends AsyncDisposable {
  readonly house: House
  readonly world: World
  /** Every calendar of the lines. */
  readonly calendarIds: readonly string[]
  /** Plays the scenario to its end and beyond, until the call is processed. */
  play(name: string): Promise<Played>
}

export interface Played {
  readonly record: CallRecord
  /** What the terminal showed. */
  readonly shown: string
  readonly calendarEvents: readonly unknown[]
  readonly contacts: number
  readonly messages: readonly { readonly to: string; readonly body: string }[]
  readonly slack: readonly { readonly text: string }[]
}

export interface Stage {
  readonly world: World
  readonly records: Records
  readonly practice: Line
  readonly place: PlaceCall
}

/** Plays the scenario to its end and beyond, until the call is processed, and looks what became of it everywhere. */
export async function playIn({ world, records, practice, place }: Stage, name: string): Promise<Played> {
  const from = findScenario(name)?.from
  const lines: string[] = []
  await place(name, (line) => lines.push(line))
  const shown = lines.join('\n')
  const callId = /pnpm call --record (\S+)/.exec(shown)?.[1]
  const record = callId === undefined ? undefined : await records.calls.record(callId)
  if (callId === undefined || record === undefined) throw new Error(`${name} was not processed:\n${shown}`)
  const ofCall = (value: unknown) => JSON.stringify(value).includes(callId)
  return {
    record,
    shown,
    calendarEvents: bookingCalendars(practice)
      .flatMap(({ calendarId }) => world.calendar.events(calendarId))
      .filter(ofCall),
    contacts: world.crm.contacts.filter((contact) => JSON.stringify(contact).includes(from ?? callId)).length,
    messages: world.carrier.messages.filter((message) => message.to === from),
    slack: world.slack.messages.filter(ofCall),
  }
}

/** The whole house over the whole world, in a folder of its own. */
export async function openStreet(): Promise<Street> {
  await using opened = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'house-'))
  opened.defer(() => rm(dataDir, { recursive: true, force: true }))
  const all = await loadLines(linesDir)
  const practice = all[0]
  if (practice === undefined) throw new Error('there is no line')
  const demo = demoLines(practice, Temporal.Now.instant())
  const lines = [...all, demo.practiceOpenNow, demo.practiceClosedNow]
  const world = opened.use(await startWorld(worldFor(lines)))
  const calendarIds = Object.keys(worldFor(lines).calendars)
  const house = opened.use(
    await openHouse({
      dataDir,
      port: 0,
      host: '127.0.0.1',
      realtimeModel: 'gpt-realtime-2.1',
      lines,
      parties: partiesOf(standaloneEnv({}), world),
      log: silentLog,
      onLost: () => {},
    }),
  )
  const terminal = opened.use(await openTerminal(house))
  const { place } = openDemo(world, terminal, demo, house.url)

  const play = (name: string) => playIn({ world, records: house.records, practice, place }, name)
  const closing = opened.move()
  return { house, world, calendarIds, play, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}
