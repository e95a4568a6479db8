import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { hashPassword } from '@frontdesk/dashboard/password'
import { startDashboard } from '@frontdesk/dashboard/service'
import { loadLines } from '@frontdesk/line/load'
import { stamp, systemClock } from '@frontdesk/process/clock'
import { openLog } from '@frontdesk/process/log'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { type Party, type PhoneOptions, startCarrier } from '@frontdesk/simulators/carrier'
import { startVoiceGateway } from '@frontdesk/voice-gateway/service'

const password = 'correct horse battery'
const passwordHash = await hashPassword(password)
const lines = await loadLines(fileURLToPath(new URL('../../../lines', import.meta.url)))
const line = lines.find(({ id }) => id === 'berlin-dental') ?? assert.fail('there is no line of Berlin')
const adasNumber = '+493056790010'
const caller = '+4915112345678'
const twilio = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the-auth-token' }

/** Dashboard, gateway and carrier over every real wire, and a callback that waits. No model: nobody but people talks here. */
async function openHouse() {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'ring-back-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'frontdesk.db')
  const bus = stack.use(await openSqliteBus({ file, onReport: () => {} }))
  const records = stack.use(await openSqliteRecords(file))
  const carrier = stack.use(await startCarrier({ ...twilio, say: async () => new Uint8Array(1_600).fill(0x2a) }))
  const logged: string[] = []
  const log = openLog({ service: 'test', level: 'debug', destination: { write: (entry) => logged.push(entry) } })
  const common = { records, log, clock: systemClock, host: '127.0.0.1', port: 0 }
  const ofTwilio = { twilio: { ...twilio, apiUrl: carrier.url } }
  const gateway = stack.use(
    await startVoiceGateway({
      ...{ ...common, ...ofTwilio, bus, gatewayId: 'gateway-1', lines: new Map([[line.number, line]]) },
      model: { apiKey: 'none', baseUrl: 'http://127.0.0.1:9/v1', model: 'none', transcriptionModel: 'none' },
      settings: { handOffWordMs: 3_000 },
    }),
  )
  const dashboard = stack.use(
    await startDashboard({
      ...{ ...common, ...ofTwilio, gatewayUrl: gateway.url, sessionKey: 'the key of the tests' },
      lines: new Map(lines.map((each) => [each.id, each])),
      staff: [{ name: 'Ada', number: adasNumber, lineIds: 'all', passwordHash }],
    }),
  )
  const at = stamp(Temporal.Now.instant())
  await records.callbacks.add({
    ...{ callbackId: 'cb-1', callId: 'call-1', lineId: 'berlin-dental', caller, name: 'Emily Carter' },
    ...{ reason: 'Disputes a bill.', dueAt: at, createdAt: at },
  })
  const all = stack.move()
  return { records, carrier, logged, url: dashboard.url, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
type House = Awaited<ReturnType<typeof openHouse>>

/** Signs in, opens the page, and clicks. */
async function ringNow({ url }: House, clicks = 1): Promise<void> {
  const credentials = new URLSearchParams({ name: 'Ada', password })
  const signedIn = await fetch(`${url}/sign-in`, { method: 'POST', body: credentials, redirect: 'manual' })
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const page = await (await fetch(`${url}/callbacks`, { headers: { cookie } })).text()
  const formToken = /name="formToken" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const click = () =>
    fetch(`${url}/api/callbacks/cb-1/ring`, { method: 'POST', headers: { cookie, 'x-form-token': formToken } })
  await Promise.all(Array.from({ length: clicks }, click))
}

async function ended({ records }: House) {
  for (const deadlineMs = performance.now() + 15_000; performance.now() < deadlineMs; ) {
    const callback = await records.callbacks.find('cb-1')
    const last = callback?.history.at(-1)
    if (callback?.ring === null && last?.what === 'ring-ended') {
      const { state, owner, attempts } = callback
      return { state, owner, attempts, result: last.result }
    }
    await systemClock.sleep(10)
  }
  throw new Error('the ring did not end')
}

/** Speaks one sound over and over, presses 1 once something was said to them, and keeps what they hear. */
function somebody({ sound, presses, staysMs }: { sound: number; presses?: string; staysMs?: number }) {
  const heard: number[] = []
  const behaves: PhoneOptions = {
    ...{ behaviour: 'answers', ringsMs: 20 },
    party(): Party {
      let line: Parameters<Party['connected']>[0]
      let frames = 0
      return {
        connected(opened) {
          line = opened
        },
        exchange(frame) {
          heard.push(...frame)
          frames++
          if (presses !== undefined && frames === 25) line.press(presses)
          if (staysMs !== undefined && frames * 20 > staysMs) line.hangUp()
          return new Uint8Array(160).fill(sound)
        },
        disconnected() {},
      }
    },
  }
  return { behaves, hears: (other: number) => heard.includes(other) }
}

describe('a member of staff who clicks “Ring now”', () => {
  test('is rung, presses 1, and talks with the caller, who sees the number of the line; nothing is recorded', async () => {
    await using house = await openHouse()
    const [ada, emily] = [somebody({ sound: 0x10, presses: '1' }), somebody({ sound: 0x91, staysMs: 1_200 })]
    house.carrier.phone(adasNumber, ada.behaves)
    house.carrier.phone(caller, emily.behaves)
    await ringNow(house, 5)
    assert.deepEqual(await ended(house), { state: 'claimed', owner: 'Ada', attempts: 1, result: 'connected' })
    assert.deepEqual([ada.hears(0x2a), ada.hears(0x91), emily.hears(0x10)], [true, true, true])
    assert.equal(emily.hears(0x2a), false, 'what Ada was asked is for her alone')
    assert.deepEqual(
      house.carrier.calls.map(({ from, to, direction }) => ({ from, to, direction })),
      [
        { from: line.number, to: adasNumber, direction: 'outbound-api' },
        { from: line.number, to: caller, direction: 'outbound-dial' },
      ],
    )
    assert.deepEqual(house.carrier.recordings, [])
    assert.doesNotMatch(house.logged.join(''), /5112345678|56790010|Emily|Disputes/)
  })

  test('and hangs up first has spoken with the caller all the same', async () => {
    await using house = await openHouse()
    const [ada, emily] = [somebody({ sound: 0x10, presses: '1', staysMs: 1_500 }), somebody({ sound: 0x91 })]
    house.carrier.phone(adasNumber, ada.behaves)
    house.carrier.phone(caller, emily.behaves)
    await ringNow(house)
    assert.deepEqual(await ended(house), { state: 'claimed', owner: 'Ada', attempts: 1, result: 'connected' })
    assert.equal(emily.hears(0x10), true)
  })

  for (const [what, phone, result] of [
    ['is busy', { behaviour: 'busy' }, 'person-busy'],
    ['hangs up without pressing 1', { behaviour: 'answers', ringsMs: 20, hangsUpAfterMs: 300 }, 'person-declined'],
    ['presses another key', { behaviour: 'answers', ringsMs: 20, presses: '3' }, 'person-declined'],
  ] as const satisfies readonly (readonly [string, PhoneOptions, string])[])
    test(`and ${what} keeps the callback; the caller's telephone does not ring`, async () => {
      await using house = await openHouse()
      house.carrier.phone(adasNumber, phone)
      house.carrier.phone(caller, { behaviour: 'answers' })
      await ringNow(house)
      assert.deepEqual(await ended(house), { state: 'claimed', owner: 'Ada', attempts: 0, result })
      assert.equal(house.carrier.calls.length, 1)
    })

  for (const [what, phone, result] of [
    ['is busy', { behaviour: 'busy' }, 'caller-busy'],
    ['cannot be reached', undefined, 'caller-not-reached'],
  ] as const satisfies readonly (readonly [string, PhoneOptions | undefined, string])[])
    test(`is told when the caller ${what}, keeps the callback, and can try again`, async () => {
      await using house = await openHouse()
      const ada = somebody({ sound: 0x10, presses: '1' })
      house.carrier.phone(adasNumber, ada.behaves)
      if (phone !== undefined) house.carrier.phone(caller, phone)
      await ringNow(house)
      assert.deepEqual(await ended(house), { state: 'claimed', owner: 'Ada', attempts: 1, result })
      await house.carrier.untilWebhook(({ params }) => params.CallStatus === 'completed')
      await ringNow(house)
      assert.equal((await house.records.callbacks.find('cb-1'))?.ring?.stage, 'person')
    })
})
