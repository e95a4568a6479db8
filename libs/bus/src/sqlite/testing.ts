import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bus, BusReport } from '../bus.ts'
import type { BusUnderTest, OpenAs } from '../contract.ts'
import { openSqliteBus, type SqliteBusOptions } from './sqlite-bus.ts'

/** A file in a new folder, which goes with it. */
export async function newFile(): Promise<AsyncDisposable & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-bus-'))
  return { file: join(folder, 'frontdesk.db'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

/** A bus in a new file, with as many more upon the same file as the test asks for. */
export async function openForTest(as: OpenAs, more: Partial<SqliteBusOptions> = {}): Promise<BusUnderTest> {
  const cleanUp = new AsyncDisposableStack()
  const { file } = cleanUp.use(await newFile())
  const reports: BusReport[] = []
  const open = async (): Promise<Bus> =>
    cleanUp.use(
      await openSqliteBus({
        file,
        onReport: (report) => reports.push(report),
        retryOf: () => as.retry,
        graceMs: as.graceMs,
        ...more,
      }),
    )
  return { bus: await open(), another: open, reports, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() }
}
