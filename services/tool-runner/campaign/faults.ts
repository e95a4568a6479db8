import type { World } from '../test/world.ts'
import type { PortFault } from './life.ts'

/** What goes wrong with one request at a vendor: the nth of that name in a scene. */
export interface VendorFault {
  readonly vendor: keyof typeof vendorsAsked
  readonly call: string
  readonly nth: number
  readonly way: Way
}

export type Fault = VendorFault | PortFault
export const isVendorFault = (fault: Fault): fault is VendorFault => 'vendor' in fault

const status = (code: number, vendorCode = 20_000 + code) => ({
  status: code,
  body: { code: vendorCode, status: code, message: 'trouble' },
})

/** On either side of the effect, with and without an answer. `vendorTimeoutMs` is how long we wait. */
export const ways = (vendorTimeoutMs: number) =>
  ({
    'reset, not done': { reset: true },
    'reset, done': { resetAfterEffect: true },
    'timeout, not done': { hang: true },
    'timeout, done': { hangAfterEffect: true },
    'done after the timeout': { latencyMs: vendorTimeoutMs + 50 },
    slow: { latencyMs: Math.round(vendorTimeoutMs / 3) },
    'slow to answer': { answerLatencyMs: Math.round(vendorTimeoutMs / 3) },
    '5xx, not done': { fail: status(503) },
    '5xx, done': { failAfterEffect: status(502) },
    '429': { fail: status(429, 20_429) },
    'answer torn': { garble: true },
    /** The effect is done, and the process that asked for it is killed before it hears. */
    'killed, done': { resetAfterEffect: true },
  }) as const
export type Way = keyof ReturnType<typeof ways>
export const everyWay = Object.keys(ways(0)) as Way[]

/** What each vendor was asked in a scene, by name: `calendar events.insert`. */
export const vendorsAsked = {
  calendar: ({ calendar }: World) => calendar.asked,
  crm: ({ crm }: World) => crm.asked,
  carrier: ({ carrier }: World) => carrier.asked,
} as const

/** Arms the faults; the nth request from now on meets them. Returns what tells whether each was met. `kill` kills who asks. */
export function arm(world: World, faults: readonly VendorFault[], kill: () => void) {
  return faults.map((fault) => {
    const { vendor, call, nth, way } = fault
    const killing = way === 'killed, done' ? { meanwhile: kill } : {}
    const trouble = { times: 1, skip: nth - 1, ...ways(world.parts.timing.vendorTimeoutMs)[way], ...killing }
    // The three simulators have their own names of calls; which are whose is known from what they were asked before.
    const on = call as never
    const armed =
      vendor === 'carrier'
        ? world.carrier.trouble.rest({ on, ...trouble })
        : world[vendor].trouble.add({ on, ...trouble } as never)
    return { fault, isMet: () => armed.met > 0 }
  })
}

export function disarm({ calendar, crm, carrier }: World): void {
  calendar.trouble.clear()
  crm.trouble.clear()
  carrier.trouble.clear()
}

export const nameOf = (fault: Fault): string =>
  isVendorFault(fault)
    ? `${fault.vendor} ${fault.call}#${fault.nth} ${fault.way}`
    : `${fault.at} ${fault.how} ${fault.side}`

/** What the counts are kept by. */
export const kindOf = (fault: Fault): string =>
  isVendorFault(fault)
    ? `vendor: ${fault.way}`
    : `process: ${fault.how === 'fails' ? 'store or bus fails' : fault.how === 'dies' ? 'killed' : 'stopped past its lease'}`
