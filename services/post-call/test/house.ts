import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bus, Delivery } from '@frontdesk/bus'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { type DataOf, makeEvent } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import type { Recordings, Records } from '@frontdesk/records'
import { openFolderRecordings } from '@frontdesk/records/folder'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import {
  type Carrier,
  type CarrierSettings,
  type MessageRow,
  type RecordingRow,
  startCarrier,
} from '@frontdesk/simulators/carrier'
import { type LangfuseSimulator, startLangfuse } from '@frontdesk/simulators/langfuse'
import { type PostCallOptions, startPostCall } from '../src/service.ts'

export const accountSid = `AC${'0'.repeat(32)}`
export const authToken = 'the-token-of-a-test'
export const langfuseKeys = { publicKey: 'pk-lf-test', secretKey: 'sk-lf-test' }
const linesFolder = fileURLToPath(new URL('../../../lines', import.meta.url))
const [first] = (await loadLines(linesFolder)).filter(({ id }) => id === 'berlin-dental')
if (first === undefined) throw new Error('the example lines have no berlin-dental')
export const line: Line = first

/** What the carrier already has when a test begins. */
export interface Left {
  readonly recordings?: readonly { readonly row: RecordingRow; readonly wav?: Uint8Array }[]
  readonly messages?: readonly MessageRow[]
  readonly settings?: Partial<CarrierSettings>
}

/** Everything around post-call, over real wires: bus, records, recordings, carrier, Langfuse. */
export interface House extends AsyncDisposable {
  readonly bus: Bus
  readonly records: Records
  readonly recordings: Recordings
  readonly carrier: Carrier
  readonly langfuse: LangfuseSimulator
  /** Every `call.processed` that was delivered. */
  readonly processed: DataOf<'call.processed'>[]
  readonly options: (transcription: PostCallOptions['transcription']) => PostCallOptions
  readonly start: (
    transcription: PostCallOptions['transcription'],
    change?: Partial<PostCallOptions>,
  ) => Promise<AsyncDisposable>
}

export async function openHouse(left: Left = {}): Promise<House> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'post-call-'))
  stack.defer(() => rm(folder, { recursive: true }))
  const carrier = stack.use(await openCarrier(folder, left))
  const langfuse = stack.use(await startLangfuse({ keys: langfuseKeys }))
  const file = join(folder, 'frontdesk.db')
  const retryOf = () => ({ maxAttempts: 12, minBackoffMs: 10, maxBackoffMs: 100 })
  const bus = stack.use(await openSqliteBus({ file, onReport: () => {}, retryOf }))
  const records = stack.use(await openSqliteRecords(file))
  const recordings = await openFolderRecordings(join(folder, 'recordings'))
  const processed: DataOf<'call.processed'>[] = []
  const watching = {
    'call.processed': async ({ data }: { data: DataOf<'call.processed'> }) => void processed.push(data),
  }
  stack.use(await bus.subscribe({ name: 'watching', topic: 'call-events' }, watching))
  const options: House['options'] = (transcription) => ({
    ...{ bus: thrice(bus), records, recordings, transcription, clock: systemClock, log: silentLog },
    lines: new Map([[line.id, line]]),
    twilio: { accountSid, authToken, apiUrl: carrier.url },
    langfuse: { ...langfuseKeys, baseUrl: langfuse.apiUrl },
    settings: { sweepEveryMs: 20, backoffMs: [20, 50] },
  })
  const start: House['start'] = (transcription, change) => startPostCall({ ...options(transcription), ...change })
  const all = stack.move()
  return {
    ...{ bus, records, recordings, carrier, langfuse, processed, options, start },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** The bus delivers at least once: here, everything three times. */
function thrice(bus: Bus): Bus {
  return {
    ...{ publish: (event) => bus.publish(event), deadLetters: bus.deadLetters, redrive: bus.redrive },
    subscribe(subscription, handlers) {
      const often = Object.entries<(event: never, delivery: Delivery) => Promise<void>>(handlers).map(
        ([name, handle]) => {
          const threeTimes = async (event: never, delivery: Delivery) => {
            for (let i = 0; i < 3; i++) await handle(event, delivery)
          }
          return [name, threeTimes]
        },
      )
      return bus.subscribe(subscription, Object.fromEntries(often))
    },
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  }
}

/** The simulator takes up what an earlier process left: so a test need not place a call to have a recording. */
async function openCarrier(folder: string, { recordings = [], messages = [], settings = {} }: Left): Promise<Carrier> {
  const stateFile = join(folder, 'carrier', 'state.jsonl')
  const recordingsFolder = join(dirname(stateFile), 'tapes')
  await mkdir(recordingsFolder, { recursive: true })
  for (const { row, wav } of recordings)
    if (wav !== undefined) await writeFile(join(recordingsFolder, `${row.sid}.wav`), wav)
  const lines = [
    ...recordings.map(({ row }) => ({ table: 'recordings', key: row.sid, row })),
    ...messages.map((row) => ({ table: 'messages', key: row.sid, row })),
  ]
  await writeFile(stateFile, lines.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  return startCarrier({
    accountSid,
    authToken,
    stateFile,
    recordingsFolder,
    settings: { recordingDelayMs: 10, ...settings },
  })
}

/** Publishes the events of a call's end. */
export async function tell(house: House, ended: DataOf<'call.ended'>, recordingSid: string | undefined) {
  const told = { by: 'voice-gateway', at: systemClock.now() }
  const { callId, lineId, callSid } = ended
  await house.bus.publish(makeEvent('call.ended', ended, told))
  if (recordingSid === undefined) return
  const available = {
    callId,
    lineId,
    callSid,
    recordingSid,
    status: 'completed',
    durationSeconds: 9,
    channels: 2,
  } as const
  await house.bus.publish(makeEvent('recording.available', available, told))
}

/** Waits for a condition that no event tells of. @throws when it does not come true in time */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  withinMs = 10_000,
): Promise<T> {
  const deadlineMs = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    if (performance.now() > deadlineMs) throw new Error(`${what}: not within ${withinMs} ms`)
    await systemClock.sleep(10)
  }
}

export const untilDone = (house: House, callId: string) =>
  until('the call is done', async () => {
    const record = await house.records.calls.record(callId)
    return record?.state === 'done' && record
  })
