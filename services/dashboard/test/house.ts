import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadLines } from '@frontdesk/line/load'
import { stamp, systemClock } from '@frontdesk/process/clock'
import { openLog } from '@frontdesk/process/log'
import type { NewCallback } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { startCarrier } from '@frontdesk/simulators/carrier'
import { hashPassword } from '../src/auth/password.ts'
import type { Staff } from '../src/auth/staff.ts'
import { type DashboardOptions, startDashboard } from '../src/service.ts'

export const password = 'correct horse battery'
const passwordHash = await hashPassword(password)
const person = (name: string, number: string | null, lineIds: Staff['lineIds']): Staff => {
  return { name, number, lineIds, passwordHash }
}
/** Ada rings from her desk, Ben has no telephone, Cleo works for the salon. */
export const staff = [
  person('Ada', '+493056790010', ['berlin-dental']),
  person('Ben', null, 'all'),
  person('Cleo', '+14155550110', ['california-salon']),
]

const linesDir = fileURLToPath(new URL('../../../lines', import.meta.url))
const lines = await loadLines(linesDir)
const twilio = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the-auth-token' }

export const minutesFromNow = (minutes: number): string => stamp(Temporal.Now.instant().add({ minutes }))

export const callback = (callbackId: string, dueInMinutes: number, more: Partial<NewCallback> = {}): NewCallback => ({
  ...{ callbackId, callId: `call-of-${callbackId}`, lineId: 'berlin-dental', caller: '+4915112345678', name: null },
  ...{ reason: 'Disputes a bill.', dueAt: minutesFromNow(dueInMinutes), createdAt: minutesFromNow(dueInMinutes - 120) },
  ...more,
})

/** The dashboard over records on disk and a simulated carrier, with nobody at the gateway's address. */
export async function openHouse(more: Partial<DashboardOptions> = {}) {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'dashboard-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const records = stack.use(await openSqliteRecords(join(folder, 'frontdesk.db')))
  const carrier = stack.use(await startCarrier(twilio))
  const logged: string[] = []
  const log = openLog({ service: 'test', level: 'debug', destination: { write: (entry) => logged.push(entry) } })
  const dashboard = stack.use(
    await startDashboard({
      ...{ port: 0, host: '127.0.0.1', gatewayUrl: 'http://127.0.0.1:9', staff, sessionKey: 'the key of the tests' },
      ...{ records, log, clock: systemClock, lines: new Map(lines.map((line) => [line.id, line])) },
      twilio: { ...twilio, apiUrl: carrier.url },
      ...more,
    }),
  )
  const all = stack.move()
  return {
    url: `http://127.0.0.1:${dashboard.port}`,
    records,
    carrier,
    logged,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
export type House = Awaited<ReturnType<typeof openHouse>>

/** A browser without a window: keeps the cookie, follows nothing. */
export async function visitor({ url }: Pick<House, 'url'>, name: string) {
  const signedIn = await signIn(url, name, password)
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const get = (path: string) => fetch(url + path, { headers: { cookie }, redirect: 'manual' })
  const page = await (await get('/callbacks')).text()
  const formToken = /name="formToken" value="([^"]+)"/.exec(page)?.[1] ?? ''
  return {
    cookie,
    formToken,
    get,
    text: async (path: string) => (await get(path)).text(),
    post: (path: string, headers: Record<string, string> = {}) =>
      fetch(url + path, {
        ...{ method: 'POST', redirect: 'manual' },
        headers: { cookie, accept: 'application/json', 'x-form-token': formToken, ...headers },
      }),
  }
}

export const signIn = (url: string, name: string, password: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/sign-in`, {
    ...{ method: 'POST', redirect: 'manual', headers },
    body: new URLSearchParams({ name, password }),
  })

export async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (const deadlineMs = performance.now() + 10_000; performance.now() < deadlineMs; ) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await systemClock.sleep(10)
  }
  throw new Error(`did not come to pass: ${look}`)
}
